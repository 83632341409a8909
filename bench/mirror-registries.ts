// Mirroring between real registries on loopback, against the tools that people use for it: by clock and processor time,
// with the questions that are asked and the bytes that pass; the other side is empty before each.
import { rm } from 'node:fs/promises';
import { homedir, loadavg } from 'node:os';
import { delimiter, join } from 'node:path';

import { type RegistryKind, type RegistryPlaces, withRegistries } from '../test/interop/registries.ts';
import { type Counted, countingProxy } from './counting-proxy.ts';
import { writeImage, type WrittenImage } from './image-layout.ts';
import { installed, peakMemory, run } from './measure.ts';
import { type Peer, PEERS_OF_MIRROR, THROWAWAY } from './mirror-peers.ts';
import type { Place } from './place.ts';
import { type Lap, least, median, race, type Runner } from './race.ts';
import type { Row } from './row.ts';

/** Where peers lie: COLOPHON_PEERS, as the script that installs them has it, and PATH. */
const PEERS = join(process.env['COLOPHON_PEERS'] ?? join(homedir(), '.cache', 'colophon-peers'), 'bin');
const GO = process.env['GOBIN'] ?? join(homedir(), 'go', 'bin');
const MOST_MEMORY = 200;

const KINDS: readonly RegistryKind[] = ['ociregistry', 'docker-registry', 'distribution 3'];
const PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  ociregistry: ['ociregistry', '-help'],
  'docker-registry': ['docker-registry', '--version'],
  'distribution 3': [join(GO, 'registry'), '--version'],
};

/** A small image with twelve referrers, then one of 1 GB, in each kind of registry that is here; one kind if quick. */
export const mirrorRegistries = async (place: Place): Promise<readonly Row[]> => {
  process.env['PATH'] = [PEERS, process.env['PATH']].join(delimiter);
  const wanted = (process.env['BENCH_REGISTRIES'] ?? KINDS.join(',')).split(',');
  const here = KINDS.filter((kind) => wanted.includes(kind) && isHere(kind)).slice(0, place.quick ? 1 : 3);
  if (here.length === 0)
    return [
      { work: 'mirror between registries', against: '', figure: '', skipped: 'no registry is installed' },
    ];
  const megabytes = place.quick ? 16 : 1000;
  const small = join(place.scratch, 'registries-small');
  const large = join(place.scratch, 'registries-large');
  const images = [
    {
      dir: small,
      attached: true,
      image: writeImage(small, { bytes: 800_000, attached: 4 }),
      what: 'a two-platform image with 12 referrers',
      rounds: place.quick ? 1 : 9,
    },
    {
      dir: large,
      attached: false,
      image: writeImage(large, { bytes: megabytes * 1_000_000 }),
      what: `a two-platform image of ${megabytes} MB`,
      rounds: place.quick ? 1 : 3,
    },
  ];
  const rows: Row[] = [];
  for (const kind of here)
    for (const { what, ...image } of images)
      rows.push(...(await measure(place, { ...image, kind, work: `mirror ${what}, ${kind} to ${kind}` })));
  await Promise.all([small, large].map((dir) => rm(dir, { recursive: true })));
  return rows;
};

const isHere = (kind: RegistryKind): boolean => {
  const [program = '', ...args] = PROGRAMS[kind] ?? [];
  return installed(program, ...args);
};

interface Task {
  readonly kind: RegistryKind;
  /** The layout that the image is taken from. */
  readonly dir: string;
  readonly image: WrittenImage;
  readonly work: string;
  readonly rounds: number;
  /** Whether something speaks about it. */
  readonly attached: boolean;
}

const measure = async (place: Place, task: Task): Promise<readonly Row[]> => {
  const places = (name: string): RegistryPlaces => ({
    bin: PEERS,
    distribution: GO,
    scratch: join(place.scratch, `registries-${name}`),
  });
  const started = <T>(name: string, use: (host: string) => Promise<T>): Promise<T> =>
    withRegistries(places(name), [[task.kind, 'open']], ([one]) => use(one?.host ?? ''));
  /** A registry that holds nothing, thrown away with all that it came to hold. */
  const empty: Empty = async (use) => {
    const answer = await started('target', use);
    await rm(places('target').scratch, { recursive: true });
    await rm(THROWAWAY, { recursive: true, force: true });
    return answer;
  };
  return started('origin', async (origin) => {
    await run(mirrorArgv(place, `oci-layout:${task.dir}`, `oci://${origin}/${FROM}`))();
    return [
      ...(await clocked(place, task, origin, empty)),
      await remembered(place, task, origin, empty),
      ...(await counted(place, task, origin, empty)),
    ];
  });
};

type Empty = <T>(use: (host: string) => Promise<T>) => Promise<T>;

const FROM = 'acme/image:v1';
const TO = 'team/copy:v1';

const mirrorArgv = (place: Place, from: string, to: string): readonly string[] => [
  process.execPath,
  place.colophon,
  'mirror',
  from,
  to,
];

const clocked = async (
  place: Place,
  { work, rounds, attached, image }: Task,
  origin: string,
  empty: Empty,
): Promise<readonly Row[]> => {
  const ours: Runner<string> = {
    name: 'ours',
    argv: (host) => mirrorArgv(place, `oci://${origin}/${FROM}`, `oci://${host}/${TO}`),
  };
  const peers = PEERS_OF_MIRROR.filter(({ version: [command = '', ...args] }) => installed(command, ...args));
  const missing = PEERS_OF_MIRROR.filter((peer) => !peers.includes(peer));
  const theirs = peers.map(({ name, copy }) => ({
    name,
    argv: (host: string) => copy(`${origin}/${FROM}`, `${host}/${TO}`, image),
  }));
  const laps = await race<string>([ours, ...theirs], rounds, empty);
  const own = laps.get('ours') ?? [];
  const same = peers.filter(({ referrers, readsBack }) => readsBack && (referrers || !attached));
  const [fastest] = same.toSorted(
    (a, b) => least(laps.get(a.name) ?? [], 'clock') - least(laps.get(b.name) ?? [], 'clock'),
  );
  return [
    ...peers.map((peer): Row => {
      const row = compared(work, peer, own, laps.get(peer.name) ?? [], attached);
      if (peer !== fastest) return row;
      const met = least(own, 'clock') <= least(laps.get(peer.name) ?? [], 'clock');
      return { ...row, goal: '≤ 1', ...(place.quick ? {} : { met }) };
    }),
    ...missing.map(({ name }) => ({ work, against: name, figure: '', skipped: `${name} is not installed` })),
  ];
};

const compared = (
  work: string,
  { name, referrers, readsBack }: Peer,
  own: readonly Lap[],
  theirs: readonly Lap[],
  attached: boolean,
): Row => {
  const pair = (of: keyof Lap, how: typeof least): string => {
    const [a, b] = [how(own, of), how(theirs, of)];
    return `${(a / b).toFixed(2)} (${a.toFixed(0)} ms / ${b.toFixed(0)} ms)`;
  };
  const clock = `${pair('clock', least)}, median ${pair('clock', median)}`;
  const load = (loadavg()[0] ?? 0).toFixed(1);
  const less = [
    ...(readsBack ? [] : ['reads nothing back']),
    ...(attached && !referrers ? ['leaves referrers behind'] : []),
  ];
  return {
    work: `${work}; ours reads everything back and hashes it`,
    against: less.length === 0 ? `${name}: the same work` : `${name}, which ${less.join(' and ')}`,
    figure: `${clock}; processor time ${pair('processor', median)}, at a load of ${load}`,
  };
};

const remembered = async (place: Place, { work }: Task, origin: string, empty: Empty): Promise<Row> => {
  const bytes = await empty((host) =>
    peakMemory(mirrorArgv(place, `oci://${origin}/${FROM}`, `oci://${host}/${TO}`).slice(1)),
  );
  const megabytes = bytes / 1e6;
  const met = megabytes <= MOST_MEMORY;
  return {
    work,
    against: '',
    figure: `${megabytes.toFixed(0)} MB of memory at most`,
    goal: `≤ ${MOST_MEMORY} MB`,
    met,
  };
};

/** What is asked of both sides, when nothing is there yet and again when all of it is. */
const counted = (
  place: Place,
  { work, image }: Task,
  origin: string,
  empty: Empty,
): Promise<readonly Row[]> =>
  empty(async (target) => {
    const rows: Row[] = [];
    for (const again of [false, true]) {
      const [from, to] = await Promise.all([countingProxy(origin), countingProxy(target)]);
      await run(mirrorArgv(place, `oci://${from.host}/${FROM}`, `oci://${to.host}/${TO}`))();
      await Promise.all([from.close(), to.close()]);
      const blobs = from.counted.filter(isBlob);
      const once = new Set(blobs.map(({ path }) => path)).size === blobs.length;
      const whole = blobs.reduce((sum, { received }) => sum + received, 0);
      const heads = to.counted.filter(({ method }) => method === 'HEAD');
      const ofBlobs = heads.filter(isBlob).length;
      rows.push({
        work: again ? `${work}, when it is there already` : work,
        against: '',
        figure: `origin: ${totals(from.counted)}; target: ${totals(to.counted)}`,
        goal: again
          ? `no blob read or asked for at the origin, ≤ 1 HEAD for each of ${image.manifests} manifests and none for blobs`
          : `each of ${image.blobs} blobs read once`,
        met: again
          ? blobs.length === 0 && ofBlobs === 0 && heads.length <= image.manifests
          : once && blobs.length === image.blobs && whole === image.blobBytes,
      });
    }
    return rows;
  });

const isBlob = ({ path }: Counted): boolean => path.includes('/blobs/sha256:');

const totals = (all: readonly Counted[]): string => {
  const kinds = new Map<string, number>();
  for (const { method } of all) kinds.set(method, (kinds.get(method) ?? 0) + 1);
  const sum = (of: 'sent' | 'received'): string =>
    `${(all.reduce((total, one) => total + one[of], 0) / 1e6).toFixed(2)} MB`;
  const each = [...kinds].map(([method, count]) => `${count} ${method}`).join(', ');
  return `${all.length} requests (${each}), ${sum('received')} read, ${sum('sent')} written`;
};
