// Stage 11: the whole graph is copied by digest to other registries, read back and compared. A mirror that may fail is
// left out with a finding; one that is required stops the release.
import type { Digest } from '../../domain/digest.ts';
import { Failure } from '../../domain/failure.ts';
import type { Mirrored } from '../../domain/outcome/mirror.ts';
import type { Pushed } from '../../domain/outcome/push.ts';
import { readGraph } from '../../engine/graph/read-graph.ts';
import { stage } from '../../engine/stage.ts';
import { type CopyDoors, type GraphCopy, inOneRegistry } from '../../engine/graph/graph-place.ts';
import { plainDescriptor } from '../referrers.ts';
import { isKeptByTags } from '../kept.ts';
import { excused } from '../may-fail.ts';
import { mendMirrors } from '../mend-places.ts';
import { mirrorRepository } from '../mirror-place.ts';
import { LACKING } from '../../engine/graph/read-back.ts';
import { settleGraph } from '../../engine/graph/settle-graph.ts';
import { writeGraph } from '../../engine/graph/write-graph.ts';

export const mirror = stage({
  name: 'mirror',
  promise: 'Every mirror holds the same graph, digest by digest.',
  revision: 2,
  reads: ['gate', 'push'],
  needs: ['clock', 'referrersIndex', 'registry', 'registryWriter'],
  repeats: 'again',
  parts: ({ push }, { targets }) => (push.pushed.length === 0 ? [] : targets.mirrors.map(({ to }) => to)),
  run: async (part, { push }, doors, { targets }, bench) => {
    const target = targets.mirrors.find(({ to }) => to === part);
    if (target === undefined) throw new TypeError(`no mirror is called ${part}`);
    const held = new Map<Digest, string>();
    const done = await excused(target, async () => {
      const content: Pushed[] = [];
      for (const pushed of push.pushed) {
        const repository = mirrorRepository(target, pushed, targets.charts);
        bench.doing(`${pushed.kind} ${pushed.id} into ${repository}`);
        const keep = isKeptByTags(targets, repository);
        await mirrored(pushed, repository, doors, { held, keep, doing: bench.doing });
        content.push({ ...pushed, repository });
      }
      return content;
    });
    if ('finding' in done) return { mirrors: [], findings: [done.finding] };
    const { to, moving, required } = target;
    const there: Mirrored = { to, moving, ...(required ? {} : { required }), content: done.answer };
    return { mirrors: [there], findings: [] };
  },
  mend: (outcome, { push }, doors, { targets }, { doing }) =>
    mendMirrors(outcome, push, doors, { targets, doing }),
  join: (done) => ({
    mirrors: [...done.values()].flatMap(({ mirrors }) => mirrors),
    findings: [...done.values()].flatMap(({ findings }) => findings),
  }),
  says: ({ mirrors, findings }) =>
    mirrors.length + findings.length === 0
      ? 'nothing to mirror'
      : [
          ...mirrors.map(({ to }) => `${to}, read back equal`),
          ...findings.map(({ subject }) => `${subject} failed, and may`),
        ].join('; '),
});

/**
 * All that was pushed and nothing else, whatever others have attached in the origin. `held` says which repository of
 * this mirror holds a blob: no blob is read twice where the registry takes it over from there.
 */
const mirrored = async (
  { repository: origin, root, referrers }: Pushed,
  to: string,
  doors: CopyDoors,
  { held, ...how }: { readonly held: Map<Digest, string> } & Required<Pick<GraphCopy, 'keep' | 'doing'>>,
): Promise<void> => {
  const roots = [root, ...referrers.map(({ manifest }) => plainDescriptor(manifest))];
  const from = { registry: doors.registry, repository: origin };
  const graph = await readGraph(doors.registry, origin, roots, { referrers: false });
  const mount: GraphCopy['mount'] = ({ digest }) => (inOneRegistry(origin, to) ? origin : held.get(digest));
  const copy = { graph, from, to, mount, ...how };
  const copied = await writeGraph(copy, doors);
  await settleGraph(copy, copied, doors).catch((cause: unknown) => {
    if (!(cause instanceof Failure) || !LACKING.has(cause.code)) throw cause;
    throw new Failure('MIRROR_DIFFERS', `${to} does not read back equal to ${origin}: ${cause.message}`, {
      remedy: 'nothing is public; find out what the mirror does to what it is given, or take it out',
      cause,
    });
  });
  for (const { digest } of graph.blobs) held.set(digest, to);
};
