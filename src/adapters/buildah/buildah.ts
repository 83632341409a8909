// buildah: needs no daemon. Its storage lies in the build's room and goes with it.
import { mkdir, writeFile } from 'node:fs/promises';
import { machine } from 'node:os';
import { isAbsolute, join, relative } from 'node:path';

import { Failure } from '../../domain/failure.ts';
import { formatPlatform, type Platform } from '../../domain/platform.ts';
import type { Tool } from '../../domain/tool.ts';
import { buildFailure, type BuilderWords } from '../dockerfile/build-failure.ts';
import type { BuildPlan, DockerfileBuilder, Substitute } from '../dockerfile/builder.ts';
import { inRoom, type RoomOptions } from '../dockerfile/room.ts';
import type { Environment } from '../workshop/environment.ts';
import { stepLine } from './dockerfile-line.ts';
import { type Isolation, isolationHere } from './isolation.ts';

/** buildah on this machine. Version and isolation are asked for once. */
export const createBuildah = (rooms: RoomOptions): DockerfileBuilder => {
  let asked: Promise<Tool> | undefined;
  const tool = (): Promise<Tool> =>
    (asked ??= inRoom(rooms, (room) => room.ask(['buildah', '--version'])).then(versionOf));
  let isolation: Promise<Isolation> | undefined;
  return {
    chosen: async (platform) => ({ tool: await tool(), native: isThisMachine(platform) }),
    makeLayout: async (plan) => {
      await tool(); // behind `unshare`, a program that is missing is only one that failed
      const { prefix, kind } = await (isolation ??= isolationHere(rooms));
      const words: BuilderWords = {
        who: 'buildah',
        place: await stepLine(plan.dockerfile),
        remedies: REMEDIES,
      };
      const ends = performance.now() + plan.timeout * 1000;
      const storage = join(plan.room.dir, 'storage');
      const buildah = ['buildah', `--root=${storage}`, `--runroot=${storage}.run`, '--storage-driver=vfs'];
      const run = (argv: readonly string[], line: (text: string) => void = unsaid): Promise<void> =>
        plan.room.run({
          label: plan.image,
          argv: [...prefix, ...buildah, ...argv],
          env: machineSettings(rooms.environment),
          timeout: Math.max((ends - performance.now()) / 1000, 0.001),
          line,
          ...(prefix.length > 0 ? { grace: 0 } : {}), // nothing has to be cleaned up: the namespaces end with it
        });
      try {
        await placeRegistries(join(plan.room.dir, 'home'));
        for (const layout of layoutsOf(plan)) {
          const platform = `--platform=${formatPlatform(plan.platform)}`;
          await run(['pull', '--quiet', platform, `oci:${relative(plan.room.dir, layout)}`]);
        }
        await run(buildFlags(plan, kind), plan.line);
        await run(['push', '--quiet', '--format=oci', '--compression-format=gzip', MADE, `oci:${plan.out}`]);
      } catch (error) {
        throw buildFailure(error, plan, words);
      }
    },
  };
};

const REMEDIES: NonNullable<BuilderWords['remedies']> = [
  [/image not known/, 'give it a base of this platform: buildah takes none of another'],
];

/** What a failure needs of it is kept without being shown. */
const unsaid = (): void => undefined;

const MADE = 'localhost/colophon:build';

const versionOf = (lines: readonly string[]): Tool => {
  const version = lines
    .map((line) => /^buildah version (\S+)/.exec(line)?.[1])
    .find((one) => one !== undefined);
  if (version !== undefined) return { name: 'buildah', version };
  throw new Failure('TOOL_MISSING', 'buildah on PATH does not say its version', {
    remedy: 'put the real buildah on PATH',
  });
};

/** `uname -m`, as OCI calls it. */
const ARCHITECTURES: Readonly<Record<string, string>> = {
  x86_64: 'amd64',
  amd64: 'amd64',
  aarch64: 'arm64',
  arm64: 'arm64',
  armv6l: 'arm/v6',
  armv7l: 'arm/v7',
  i686: '386',
  loongarch64: 'loong64',
};

const isThisMachine = ({ os, architecture, variant }: Platform): boolean => {
  const name = machine();
  const [own, kind] = (ARCHITECTURES[name] ?? name).split('/');
  return os === process.platform && architecture === own && (kind === undefined || (variant ?? kind) <= kind);
};

/**
 * containers.conf(5) is the machine's, like `/etc/containers`, which `CONTAINERS_CONF` replaces: with `volumes` there, a
 * machine shows `RUN` its certificate authorities, and nothing of them gets into an image.
 */
const machineSettings = ({ CONTAINERS_CONF: file = '' }: Environment): Readonly<Record<string, string>> =>
  isAbsolute(file) ? { CONTAINERS_CONF: file } : {};

// On top of the machine's own configuration: names without a registry are Docker Hub's, as a Dockerfile means them,
// and a registry of this machine needs no TLS.
const REGISTRIES = `unqualified-search-registries = ["docker.io"]
[[registry]]
prefix = "127.0.0.1"
location = "127.0.0.1"
insecure = true
[[registry]]
prefix = "localhost"
location = "localhost"
insecure = true
`;

const placeRegistries = async (home: string): Promise<void> => {
  const dir = join(home, '.config', 'containers', 'registries.conf.d');
  await mkdir(dir, { recursive: true });
  await writeFile(join(dir, 'colophon.conf'), REGISTRIES);
};

/** Layouts go into the storage first: named in `--build-context` itself, one would not be looked up by platform. */
const layoutsOf = ({ substitutes }: BuildPlan): ReadonlySet<string> =>
  new Set(substitutes.flatMap(({ place }) => ('layout' in place ? [place.layout] : [])));

/** A layout is called after its path, which appears in the image's history: the room is where programs run. */
const nameOf = ({ place, digest }: Substitute, room: string): string =>
  'layout' in place ? `localhost/${relative(room, place.layout)}:latest` : `${place.repository}@${digest}`;

const buildFlags = (plan: BuildPlan, isolation: string): readonly string[] => [
  'build',
  `--isolation=${isolation}`,
  '--no-cache',
  '--layers=false',
  '--pull=false', // what is in the storage was put there a moment ago, and all else is not there
  '--format=oci',
  '--identity-label=false',
  `--timestamp=${plan.epoch}`,
  `--platform=${formatPlatform(plan.platform)}`,
  `--file=${plan.dockerfile}`,
  `--ignorefile=${plan.ignored}`,
  ...(plan.target === undefined ? [] : [`--target=${plan.target}`]),
  ...Object.entries(plan.args).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
  ...Object.entries(plan.labels).flatMap(([name, value]) => ['--label', `${name}=${value}`]),
  ...plan.substitutes.flatMap((substitute) => [
    '--build-context',
    `${substitute.from}=docker-image://${nameOf(substitute, plan.room.dir)}`,
  ]),
  '--tag',
  MADE,
  plan.context,
];
