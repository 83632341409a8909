// The sealed list attached to every manifest of the release, in the origin and in each mirror.
import { byBytes } from '../../domain/byte-order.ts';
import type { Outcomes } from '../../domain/outcome/index.ts';
import type { Pushed } from '../../domain/outcome/push.ts';
import { readGraph } from '../../engine/graph.ts';
import type { Doors } from '../../engine/stage.ts';
import { colophonReferrer } from '../../formats/oci/referrer.ts';
import { copyGraph } from '../copy-graph.ts';
import { type CopyDoors, storePlace } from '../graph-place.ts';
import { bySubject, plainDescriptor, storeReferrer } from '../referrers.ts';

type Attached = Outcomes['seal']['attached'];
/** The list, its signature, and when it was signed, RFC 3339 in UTC. */
export type Seal = Omit<Parameters<typeof colophonReferrer>[0], 'subject'>;

/** Every place that holds images or charts of the release. */
export const placesOf = ({ push, mirror }: Pick<Outcomes, 'push' | 'mirror'>): readonly Pushed[] => [
  ...push.pushed,
  ...mirror.mirrors.flatMap(({ content }) => content),
];

/** Attaches the seal everywhere and reads it back; sorted by repository, then subject. */
export const attachSeal = async (
  places: readonly Pushed[],
  seal: Seal,
  doors: CopyDoors & Doors<'store'>,
  doing: (text: string) => void,
): Promise<Attached> => {
  const { store } = doors;
  const attached: Attached[number][] = [];
  for (const { repository, root, platforms } of places) {
    doing(`the list into ${repository}`);
    const subjects = [root, ...platforms];
    const made = subjects.map((subject) => storeReferrer(store, colophonReferrer({ ...seal, subject })));
    const referrers = (await Promise.all(made)).toSorted(bySubject);
    const roots = referrers.map(({ manifest }) => plainDescriptor(manifest));
    const lying = storePlace(store, roots);
    const graph = await readGraph(lying.registry, repository, roots, { referrers: false });
    await copyGraph({ graph, from: lying, to: repository, doing }, doors);
    attached.push(...referrers.map((referrer) => ({ repository, ...referrer })));
  }
  return attached.toSorted((a, b) => byBytes(a.repository, b.repository) || bySubject(a, b));
};
