// The sealed list attached to every manifest of the release, in the origin and in each mirror.
import { byBytes } from '../../domain/byte-order.ts';
import type { Finding } from '../../domain/finding.ts';
import type { Outcomes } from '../../domain/outcome/index.ts';
import type { Pushed } from '../../domain/outcome/push.ts';
import { readGraph } from '../../engine/graph/read-graph.ts';
import type { Doors } from '../../engine/stage.ts';
import { colophonReferrer } from '../../formats/oci/referrer.ts';
import { copyGraph } from '../../engine/graph/copy-graph.ts';
import { type CopyDoors, storePlace } from '../../engine/graph/graph-place.ts';
import { excused } from '../may-fail.ts';
import { bySubject, plainDescriptor, storeReferrer } from '../referrers.ts';

type Attached = Outcomes['seal']['attached'];
type Places = Pick<Outcomes, 'push' | 'mirror'>;
/** The list, its signature, and when it was signed, RFC 3339 in UTC. */
export type Seal = Omit<Parameters<typeof colophonReferrer>[0], 'subject'>;

export interface How {
  /** Whether a repository's registry deletes what has no tag. */
  readonly keep: (repository: string) => boolean;
  readonly doing: (text: string) => void;
}

/** Attaches the seal everywhere and reads it back; what is attached is sorted by repository, then subject. */
export const attachSeal = async (
  { push, mirror }: Places,
  seal: Seal,
  doors: CopyDoors & Doors<'store'>,
  how: How,
): Promise<Required<Pick<Outcomes['seal'], 'attached' | 'findings'>>> => {
  const attached: Attached[number][] = [];
  const findings: Finding[] = [];
  const all = async (content: readonly Pushed[]): Promise<Attached> => {
    const done: Attached[number][] = [];
    for (const one of content) done.push(...(await attach(one, seal, doors, how)));
    return done;
  };
  attached.push(...(await all(push.pushed)));
  for (const { content, ...place } of mirror.mirrors) {
    const done = await excused(place, () => all(content));
    if ('finding' in done) findings.push(done.finding);
    else attached.push(...done.answer);
  }
  return {
    attached: attached.toSorted((a, b) => byBytes(a.repository, b.repository) || bySubject(a, b)),
    findings,
  };
};

const attach = async (
  { repository, root, platforms }: Pushed,
  seal: Seal,
  doors: CopyDoors & Doors<'store'>,
  how: How,
): Promise<Attached> => {
  const { keep, doing } = how;
  doing(`the list into ${repository}`);
  const { store } = doors;
  const made = [root, ...platforms].map((subject) =>
    storeReferrer(store, colophonReferrer({ ...seal, subject })),
  );
  const referrers = (await Promise.all(made)).toSorted(bySubject);
  const roots = referrers.map(({ manifest }) => plainDescriptor(manifest));
  const lying = storePlace(store, roots);
  const graph = await readGraph(lying.registry, repository, roots, { referrers: false });
  await copyGraph({ graph, from: lying, to: repository, keep: keep(repository), doing }, doors);
  return referrers.map((referrer) => ({ repository, ...referrer }));
};
