// Stage 11: the whole graph is copied by digest to other registries, read back and compared. A mirror that may fail is
// left out with a finding; one that is required stops the release.
import { Failure } from '../../domain/failure.ts';
import type { Finding } from '../../domain/finding.ts';
import type { Mirrored } from '../../domain/outcome/mirror.ts';
import type { Pushed } from '../../domain/outcome/push.ts';
import type { MirrorTarget } from '../../domain/targets.ts';
import { readGraph } from '../../engine/graph.ts';
import { type Doors, stage } from '../../engine/stage.ts';
import { copyGraph, demandGraph, throughRegistries } from '../copy-graph.ts';
import { plainDescriptor } from '../referrers.ts';
import { mirrorRepository } from '../mirror-place.ts';

type MirrorDoors = Doors<'referrersIndex' | 'registry' | 'registryWriter'>;

export const mirror = stage({
  name: 'mirror',
  promise: 'Every mirror holds the same graph, digest by digest.',
  revision: 2,
  reads: ['gate', 'push'],
  needs: ['referrersIndex', 'registry', 'registryWriter'],
  repeats: 'again',
  parts: ({ push }, { targets }) => (push.pushed.length === 0 ? [] : targets.mirrors.map(({ to }) => to)),
  run: async (part, { push }, doors, { targets }, bench) => {
    const target = targets.mirrors.find(({ to }) => to === part);
    if (target === undefined) throw new TypeError(`no mirror is called ${part}`);
    const content: Pushed[] = [];
    try {
      for (const pushed of push.pushed) {
        const repository = mirrorRepository(target, pushed, targets.charts);
        bench.doing(`${pushed.kind} ${pushed.id} into ${repository}`);
        await mirrored(pushed, repository, doors);
        content.push({ ...pushed, repository });
      }
    } catch (error) {
      if (target.required || !(error instanceof Failure) || OURS.has(error.code)) throw error;
      return { mirrors: [], findings: [failed(target, error)] };
    }
    const there: Mirrored = { to: target.to, moving: target.moving, content };
    return { mirrors: [there], findings: [] };
  },
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

/** Failures that are no mirror's. */
const OURS: ReadonlySet<string> = new Set<Failure['code']>([
  'INTERNAL',
  'INTERRUPTED',
  'TERMINATED',
  'TIMED_OUT',
]);

/** All that was pushed and nothing else, whatever others have attached in the origin. */
const mirrored = async (
  { repository: origin, root, referrers }: Pushed,
  repository: string,
  doors: MirrorDoors,
): Promise<void> => {
  const { registry, registryWriter } = doors;
  const roots = [root, ...referrers.map(({ manifest }) => plainDescriptor(manifest))];
  const graph = await readGraph(registry, origin, roots, { referrers: false });
  const from = { registry, repository: origin };
  await copyGraph(graph, throughRegistries(from, repository, registryWriter), repository, doors);
  await demandGraph({ registry, repository }, graph).catch((cause: unknown) => {
    if (!(cause instanceof Failure) || !UNEQUAL.has(cause.code)) throw cause;
    throw new Failure(
      'MIRROR_DIFFERS',
      `${repository} does not read back equal to ${origin}: ${cause.message}`,
      {
        remedy: 'nothing is public; find out what the mirror does to what it is given, or take it out',
        cause,
      },
    );
  });
};

const UNEQUAL: ReadonlySet<string> = new Set<Failure['code']>([
  'CONTENT_DAMAGED',
  'CONTENT_MISSING',
  'MANIFEST_INVALID',
  'MANIFEST_MISSING',
  'MANIFEST_TOO_LARGE',
  'REFERRER_LOST',
]);

const failed = ({ to }: MirrorTarget, { code, message, remedy }: Failure): Finding => ({
  check: 'mirror',
  subject: to,
  result: 'info',
  demanded: false,
  assertedBy: 'verifier',
  code: 'MIRROR_FAILED',
  message: `this mirror may fail, and did: ${code}, ${message}`,
  remedy,
});
