// Looks at everything that the gate judges: git, the forge, and what stands under this tag already. No opinion here.
import { isDigest } from '../../domain/digest.ts';
import { type ReleaseFacts, releaseFileName } from '../../domain/release.ts';
import type { ChangeRequest } from '../../domain/review.ts';
import type { GateSettings } from '../../domain/settings.ts';
import type { Doors } from '../../engine/stage.ts';
import { MAX_CHANGELOG, parseChangelog, sectionOf } from '../../formats/changelog.ts';
import { glob } from '../../formats/glob.ts';
import { sha256 } from '../../formats/sha256.ts';
import { isLatest, isPrerelease, previousTag, readTag } from '../../formats/tag.ts';
import type { ForgeRelease } from '../../ports/forge.ts';
import { gather as whole } from '../gather.ts';
import { lookAtNames } from './names.ts';
import type { Seen } from './seen.ts';
import { lookAtTarget } from './target.ts';

/** The most commits whose reviews are asked for. */
const MOST_COMMITS = 2000;
const MOST_COLOPHON = 16 * 1024 * 1024;
/** Read for a hint when `notes.from` names no changelog. */
const USUAL_CHANGELOG = 'CHANGELOG.md';

type GateDoors = Doors<'forge' | 'prover' | 'registry' | 'run' | 'source' | 'store'>;

/** What was seen, and the facts of the release that follow from it. */
export const gather = async (
  settings: GateSettings,
  doors: GateDoors,
  doing: (text: string) => void,
): Promise<{ readonly seen: Seen; readonly facts: ReleaseFacts }> => {
  const { asked, targets, tag: pattern } = settings;
  const { forge, source, run } = doors;
  doing('reading the repository');
  const tag = readTag(asked.tag, pattern);
  const commit = await source.commit(asked.commit);
  const repository = await forge.repository();
  const wanted = settings.branches.length > 0 ? settings.branches : [repository.defaultBranch];
  const branches = await branchesOf(wanted, commit.id, source);
  const branch =
    branches.find(({ holds }) => holds)?.name ??
    wanted.find((name) => !/[*?]/.test(name)) ??
    repository.defaultBranch;

  doing('asking the forge for releases');
  const releases = await forge.releases();
  const published = releases.filter(({ draft }) => !draft);
  const previous = await previousOf(tag, settings, published, doors);
  const commits = previous ? await source.range(previous.commit, commit.id, MOST_COMMITS + 1) : [];
  // The commit itself is always asked for, also when an earlier tag stands on it.
  const range = commits.some(({ id }) => id === commit.id) ? commits : [commit, ...commits];

  doing('asking the forge for reviews and checks');
  const changes = new Map<string, readonly ChangeRequest[]>();
  if (settings.approvals > 0 && range.length <= MOST_COMMITS) {
    for (const { id } of range) changes.set(id, await forge.changesOf(id));
  }
  const { runInvocationUri } = await run.run(asked.tag, commit.id);

  const facts: ReleaseFacts = {
    mode: asked.mode,
    project: targets.project,
    repository: targets.repository,
    tag: asked.tag,
    version: typeof tag === 'string' ? asked.tag : tag.version,
    tagged: asked.tagged,
    commit: commit.id,
    commitTime: commit.time,
    commitEpoch: commit.epoch,
    branch,
    prerelease: typeof tag !== 'string' && isPrerelease(tag),
    latest:
      typeof tag !== 'string' &&
      settings.latest === 'auto' &&
      isLatest(
        published.map((release) => release.tag),
        asked.tag,
        pattern,
      ),
    ...(previous === undefined
      ? {}
      : { previous: await previousFact(previous.tag, targets.project, published, doors) }),
  };

  doing('looking at what stands under the tag');
  const seen: Seen = {
    tag,
    commit,
    tagCommit: await source.tag(asked.tag),
    wanted,
    branches,
    repository,
    previous,
    range: range.slice(0, MOST_COMMITS),
    rangeCut: range.length > MOST_COMMITS,
    changes,
    checks: await forge.checksOf(commit.id),
    statuses: await forge.statusesOf(commit.id),
    ownRun: runInvocationUri.replace(/\/attempts\/[0-9]+$/, ''),
    rules: await forge.rules(asked.tag, branch),
    changelog: await changelogOf(settings, typeof tag === 'string' ? asked.tag : tag.version, source),
    target: await lookAtTarget(facts, releases, targets, doors),
    // A tag that is none gives no names.
    names: typeof tag === 'string' ? [] : await lookAtNames(targets, facts, doors),
    rehearsed: forge.rehearsed,
  };
  return { seen, facts };
};

const branchesOf = async (
  wanted: readonly string[],
  commit: string,
  source: GateDoors['source'],
): Promise<Seen['branches']> => {
  const globs = wanted.map(glob);
  const matching = (await source.branches()).filter(({ name }) => globs.some((matches) => matches(name)));
  return Promise.all(
    matching.map(async ({ name, commit: head }) => ({ name, holds: await source.isAncestor(commit, head) })),
  );
};

/**
 * The previous release of the line: a tag that was released. A stand-in knows no releases, so there every tag
 * is taken for one; a real forge is asked, or a tag on an unreviewed commit could hide it from the next gate.
 */
const previousOf = async (
  tag: Seen['tag'],
  { asked, tag: pattern }: GateSettings,
  published: readonly ForgeRelease[],
  { forge, source }: GateDoors,
): Promise<Seen['previous']> => {
  if (typeof tag === 'string') return undefined;
  const released = new Set(published.map((release) => release.tag));
  const before = (await source.tagsBefore(asked.commit)).filter(
    ({ name }) => forge.rehearsed || released.has(name),
  );
  const name = previousTag(
    before.map((one) => one.name),
    asked.tag,
    pattern,
  );
  const found = before.find((one) => one.name === name);
  return found === undefined ? undefined : { tag: found.name, commit: found.commit };
};

const previousFact = async (
  tag: string,
  project: string,
  published: readonly ForgeRelease[],
  { forge }: GateDoors,
): Promise<NonNullable<ReleaseFacts['previous']>> => {
  const name = releaseFileName({ project, tag }, '.colophon.json');
  const release = published.find((one) => one.tag === tag && one.assets.some((asset) => asset.name === name));
  if (release === undefined) return { tag };
  const colophon = sha256(await whole(forge.asset(release.id, name), MOST_COLOPHON));
  return isDigest(colophon) ? { tag, colophon } : { tag };
};

const changelogOf = async (
  { changelog: named, asked }: GateSettings,
  version: string,
  source: GateDoors['source'],
): Promise<Seen['changelog']> => {
  const path = named ?? USUAL_CHANGELOG;
  const bytes = await source.text(asked.commit, path, MAX_CHANGELOG);
  if (bytes === undefined) return undefined;
  return { path, hasSection: sectionOf(parseChangelog(bytes), version) !== undefined };
};
