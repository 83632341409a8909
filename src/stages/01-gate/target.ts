// What stands under this tag on the forge (trust.md 5): nothing, our draft, our sealed draft, our published
// release, or something else, which is never overwritten and never removed.
import { refuses } from '../../domain/finding.ts';
import { type ReleaseFacts, releaseFileName } from '../../domain/release.ts';
import type { Targets } from '../../domain/targets.ts';
import { holds } from '../../domain/verdict.ts';
import type { Doors } from '../../engine/stage.ts';
import { COLOPHON_LIMIT, parseColophon } from '../../formats/colophon.ts';
import { FormatError } from '../../formats/format-error.ts';
import type { ForgeRelease } from '../../ports/forge.ts';
import { gather } from '../gather.ts';
import { membersOnly } from '../members-only.ts';
import { namesLeftBehind } from './moving-names.ts';
import type { Target } from './seen.ts';

const MOST_BUNDLE = 4 * 1024 * 1024;

/** What was found; only `sealed` and `published` were verified, the rest claims nothing. */
export const lookAtTarget = async (
  facts: ReleaseFacts,
  releases: readonly ForgeRelease[],
  targets: Targets,
  doors: Doors<'forge' | 'prover' | 'registry' | 'run'>,
): Promise<Target> => {
  const [found, other] = releases.filter(({ tag }) => tag === facts.tag);
  if (found === undefined) return { state: 'new', message: 'nothing stands under this tag yet' };
  const { id } = found;
  if (other !== undefined)
    return { state: 'taken', id, message: 'two releases or drafts stand under this tag' };
  return found.draft ? lookAtDraft(facts, found, doors) : lookAtPublished(facts, found, targets, doors);
};

const lookAtPublished = async (
  facts: ReleaseFacts,
  release: ForgeRelease,
  targets: Targets,
  doors: Doors<'forge' | 'prover' | 'registry' | 'run'>,
): Promise<Target> => {
  const { id } = release;
  const identity = await doors.run.identity(facts.tag);
  const verdict = await doors.prover.published(facts, identity, membersOnly(targets));
  if (holds(verdict) && (verdict.release === undefined || verdict.release.commit === facts.commit)) {
    const left = await namesLeftBehind(facts, release, doors);
    return left.length === 0
      ? { state: 'published', id, message: 'this release is published, and its colophon verifies' }
      : { state: 'sealed', id, message: `this release is published, but for ${left.join(', ')}` };
  }
  const first = verdict.findings.find(refuses);
  const why = first === undefined ? '' : `: ${first.code}, ${first.message}`;
  return {
    state: 'taken',
    id,
    message: `a published release stands under this tag and does not prove to be this one${why}`,
  };
};

const lookAtDraft = async (
  facts: ReleaseFacts,
  draft: ForgeRelease,
  { forge, prover, run }: Doors<'forge' | 'prover' | 'run'>,
): Promise<Target> => {
  const { id } = draft;
  const name = releaseFileName(facts, '.colophon.json');
  const has = (wanted: string): boolean => draft.assets.some((asset) => asset.name === wanted);
  // A list without its signature, or without the list: the seal was interrupted, and goes on.
  if (!has(name) || !has(`${name}.sigstore.json`))
    return { state: 'draft', id, message: 'a draft of this release is resumed' };
  const document = await gather(forge.asset(id, name), COLOPHON_LIMIT);
  const bundle = await gather(forge.asset(id, `${name}.sigstore.json`), MOST_BUNDLE);
  const finding = await prover.bundle(bundle, document, 'message', await run.identity(facts.tag));
  if (finding.result !== 'proved') {
    return {
      state: 'taken',
      id,
      message: `the draft holds a colophon that does not verify: ${finding.code}, ${finding.message}`,
    };
  }
  const difference = differs(document, facts);
  return difference === undefined
    ? { state: 'sealed', id, message: 'the draft holds the sealed colophon of this release' }
    : { state: 'taken', id, message: `the draft holds a sealed colophon of another release: ${difference}` };
};

/** How the sealed list is about something else; read only after its signature was verified. */
const differs = (document: Uint8Array, facts: ReleaseFacts): string | undefined => {
  try {
    const { tag, commit, repository, rehearsal } = parseColophon(document);
    if (tag !== facts.tag) return `its tag is ${tag}`;
    if (commit !== facts.commit) return `its commit is ${commit}`;
    if (repository.name !== facts.repository) return `its repository is ${repository.name}`;
    return rehearsal === (facts.mode === 'rehearsal') ? undefined : 'one of the two is a rehearsal';
  } catch (error) {
    if (error instanceof FormatError) return error.message;
    throw error;
  }
};
