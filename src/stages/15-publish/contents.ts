// Reads and hashes all that registries hold of the release before it gets a name: manifests, blobs, and what is attached.
import { Failure } from '../../domain/failure.ts';
import type { Finding } from '../../domain/finding.ts';
import type { Outcomes } from '../../domain/outcome/index.ts';
import type { Pushed } from '../../domain/outcome/push.ts';
import { readGraph } from '../../engine/graph/read-graph.ts';
import type { Registry } from '../../ports/registry.ts';
import { excused } from '../may-fail.ts';
import { demandGraph, LACKING } from '../../engine/graph/read-back.ts';
import { plainDescriptor } from '../referrers.ts';

/**
 * The places that hold all of it, byte for byte, the seal included: the origin, mirrors, and a finding for each of those
 * that may fail and does not. Fails with `CLOSURE_INCOMPLETE`.
 */
export const demandContents = async (
  { push, mirror, seal }: Pick<Outcomes, 'push' | 'mirror' | 'seal'>,
  registry: Registry,
  doing: (text: string) => void,
): Promise<Pick<Outcomes, 'push' | 'mirror'>> => {
  const all = async (places: readonly Pushed[]): Promise<void> => {
    for (const place of places) {
      doing(`reading ${place.repository}`);
      await demandPlace(place, seal, registry).catch((cause: unknown) => {
        if (!(cause instanceof Failure) || !LACKING.has(cause.code)) throw cause;
        throw incomplete(place, cause);
      });
    }
  };
  await all(push.pushed);
  const mirrors: Outcomes['mirror']['mirrors'][number][] = [];
  const findings: Finding[] = [];
  for (const one of mirror.mirrors) {
    const done = await excused(one, () => all(one.content));
    if ('finding' in done) findings.push(done.finding);
    else mirrors.push(one);
  }
  return { push, mirror: { mirrors, findings } };
};

const demandPlace = async (
  { repository, root, platforms, referrers }: Pushed,
  { attached }: Outcomes['seal'],
  registry: Registry,
): Promise<void> => {
  const own = new Set([root, ...platforms].map(({ digest }) => digest));
  const sealed = attached.filter((one) => one.repository === repository && own.has(one.subject));
  if (sealed.length !== own.size)
    throw new Failure('REFERRER_LOST', 'the sealed list is not attached to all of it', {
      remedy: 'run the same command again',
    });
  const about = [...referrers, ...sealed].map(({ manifest }) => plainDescriptor(manifest));
  const graph = await readGraph(registry, repository, [root, ...about], { referrers: false });
  await demandGraph({ registry, repository }, graph, { known: graph.manifests });
};

const incomplete = ({ repository }: Pushed, cause: Failure): Failure =>
  new Failure('CLOSURE_INCOMPLETE', `${repository} does not hold what was sealed: ${cause.message}`, {
    remedy: 'nothing was published; find out who changed the registry before running the same command again',
    cause,
  });
