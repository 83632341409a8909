// Stage 10: platforms, indexes and charts go into their registry by digest, then bundles and SBOMs as
// referrers. No tag is given here. A release of files alone has nothing to push.
import type { Outcomes } from '../../domain/outcome/index.ts';
import { readGraph } from '../../engine/graph/read-graph.ts';
import { stage } from '../../engine/stage.ts';
import { bundleReferrer } from '../../formats/oci/referrer.ts';
import type { Store } from '../../ports/store.ts';
import { copyGraph } from '../../engine/graph/copy-graph.ts';
import { storePlace } from '../../engine/graph/graph-place.ts';
import { isKeptByTags } from '../kept.ts';
import { mendOrigin } from '../mend-places.ts';
import { bySubject, plainDescriptor, storeReferrer } from '../referrers.ts';
import { contentsOf, manifestsOf, partOf, type Pushable } from './contents.ts';

export const push = stage({
  name: 'push',
  promise: 'Every image and chart is in its registry by digest, with what was signed about it.',
  revision: 2,
  reads: ['gate', 'build', 'assemble', 'package', 'sign'],
  needs: ['clock', 'referrersIndex', 'registry', 'registryWriter', 'store'],
  repeats: 'again',
  parts: (input) => contentsOf(input).map(partOf),
  run: async (part, input, doors, { targets }, bench) => {
    const content = contentsOf(input).find((one) => partOf(one) === part);
    if (content === undefined) throw new TypeError(`nothing is called ${part}`);
    const { store } = doors;
    const { repository } = content;
    const referrers = await referrersOf(content, input.sign, store);
    const roots = [content.root, ...referrers.map(({ manifest }) => plainDescriptor(manifest))];
    const lying = storePlace(store, [...manifestsOf(content), ...roots]);
    const graph = await readGraph(lying.registry, repository, roots, { referrers: false });
    bench.doing(`${graph.manifests.length} manifests and ${graph.blobs.length} blobs into ${repository}`);
    const keep = isKeptByTags(targets, repository);
    await copyGraph({ graph, from: lying, to: repository, keep, doing: bench.doing }, doors);
    return { pushed: [{ ...content, referrers }] };
  },
  mend: (outcome, _input, doors, { targets }, { doing }) => mendOrigin(outcome, doors, { targets, doing }),
  join: (done) => ({ pushed: [...done.values()].flatMap(({ pushed }) => pushed) }),
  says: ({ pushed }) =>
    pushed.length === 0
      ? 'no images or charts, nothing to push'
      : `${counted(pushed, 'image')}, ${counted(pushed, 'chart')}, ${pushed.flatMap(({ referrers }) => referrers).length} referrers, by digest`,
});

/** What was signed about these manifests, as referrers in the store. */
const referrersOf = async (
  { kind, id, repository }: Pushable,
  { signed }: Outcomes['sign'],
  store: Store,
): Promise<Outcomes['push']['pushed'][number]['referrers']> => {
  const made = signed.flatMap(({ attach, bundle, predicateType, time }) =>
    attach
      .filter((to) => to.kind === kind && to.id === id && to.repository === repository)
      .map(({ subject }) => storeReferrer(store, bundleReferrer({ subject, bundle, predicateType, time }))),
  );
  return (await Promise.all(made)).toSorted(bySubject);
};

const counted = (pushed: readonly Pushable[], kind: Pushable['kind']): string => {
  const many = pushed.filter((one) => one.kind === kind).length;
  return `${many} ${kind}${many === 1 ? '' : 's'}`;
};
