// What registries lost of a release whose list is sealed already: written and listed once more, from the store or from
// another place that holds it. What nobody holds any more is left to `prove`, which names it.
import { Failure } from '../domain/failure.ts';
import type { Outcomes } from '../domain/outcome/index.ts';
import type { Pushed } from '../domain/outcome/push.ts';
import type { Targets } from '../domain/targets.ts';
import { readGraph } from '../engine/graph/read-graph.ts';
import type { Doors } from '../engine/stage.ts';
import type { Store } from '../ports/store.ts';
import { copyGraph } from '../engine/graph/copy-graph.ts';
import { type CopyDoors, type GraphCopy, type GraphPlace, storePlace } from '../engine/graph/graph-place.ts';
import { isKeptByTags } from './kept.ts';
import { excused } from './may-fail.ts';
import { LACKING } from '../engine/graph/read-back.ts';
import { plainDescriptor } from './referrers.ts';

export interface Mending {
  readonly targets: Targets;
  readonly doing: (text: string) => void;
}

/** Makes the origin whole again as far as the store holds it; without that, lists again what is attached and lost. */
export const mendOrigin = async (
  { pushed }: Outcomes['push'],
  doors: CopyDoors & Doors<'store'>,
  mending: Mending,
): Promise<void> => {
  for (const one of pushed) {
    const itself = { registry: doors.registry, repository: one.repository };
    const mended = await mend(one, fromStore(doors.store, one), doors, mending);
    // It has nothing to give itself but the names under which it finds what it holds.
    if (!mended) await mend(one, itself, doors, mending, async (blobs) => blobs.map(() => 'accepted'));
  }
};

/** Makes mirrors whole again from the origin. */
export const mendMirrors = async (
  { mirrors }: Outcomes['mirror'],
  { pushed }: Outcomes['push'],
  doors: CopyDoors,
  mending: Mending,
): Promise<void> => {
  for (const { content, ...mirror } of mirrors) {
    await excused(mirror, async () => {
      for (const one of content) {
        const origin = pushed.find(({ kind, id }) => kind === one.kind && id === one.id);
        if (origin === undefined) continue;
        await mend(one, { registry: doors.registry, repository: origin.repository }, doors, mending);
      }
    });
  }
};

/** Whether the source held all of it, and the place does now. */
const mend = async (
  { repository, root, referrers }: Pushed,
  from: GraphPlace,
  doors: CopyDoors,
  { targets, doing }: Mending,
  copyBlobs?: GraphCopy['copyBlobs'],
): Promise<boolean> => {
  const roots = [root, ...referrers.map(({ manifest }) => plainDescriptor(manifest))];
  const keep = isKeptByTags(targets, repository);
  try {
    doing(`looking for all of ${repository}`);
    const graph = await readGraph(from.registry, from.repository, roots, { referrers: false });
    const how = { keep, doing, ...(copyBlobs === undefined ? {} : { copyBlobs }) };
    await copyGraph({ graph, from, to: repository, ...how }, doors);
    return true;
  } catch (error) {
    if (error instanceof Failure && (LACKING.has(error.code) || error.code.startsWith('BLOB_'))) return false;
    throw error;
  }
};

const fromStore = (store: Store, { root, platforms, referrers }: Pushed): GraphPlace =>
  storePlace(store, [root, ...platforms, ...referrers.map(({ manifest }) => manifest)].map(plainDescriptor));
