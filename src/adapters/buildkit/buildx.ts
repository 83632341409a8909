// BuildKit by `docker buildx`, with the builder that the user has selected. Docker's own configuration directory holds
// credentials: the build sees one without them, with the user's builders, contexts and plugins in it.
import { lstat, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { Failure } from '../../domain/failure.ts';
import { formatPlatform } from '../../domain/platform.ts';
import { buildFailure, unreachable } from '../dockerfile/build-failure.ts';
import type { BuildPlan, DockerfileBuilder } from '../dockerfile/builder.ts';
import { inRoom, type Room, type RoomOptions } from '../dockerfile/room.ts';
import { baseAddress, buildkitWords, familiarName, isNative, layoutOutput } from './words.ts';

/** The builder of `docker buildx`. `chosen` asks it once. */
export const createBuildx = (rooms: RoomOptions): DockerfileBuilder => {
  const words = buildkitWords('docker buildx');
  let asked: Promise<Selected> | undefined;
  const ask = (): Promise<Selected> =>
    inRoom(rooms, async (room) => {
      const env = await dockerEnvironment(room, rooms);
      const version = await versionOf(room, env);
      const lines = await room.ask(['docker', 'buildx', 'inspect'], env).catch((error: unknown) => {
        if (error instanceof Failure && ['BUILD_FAILED', 'BUILD_TIMEOUT'].includes(error.code))
          throw unreachable(words.who, error.output, error);
        throw error;
      });
      const nodes = fieldsOf(lines, 'Platforms').map((line) =>
        line.split(/[\s,*]+/).filter((one) => one !== ''),
      );
      const [buildkit] = fieldsOf(lines, 'BuildKit version');
      if (nodes.length === 0) throw unreachable(words.who, fieldsOf(lines, 'Error'));
      return { version: buildkit === undefined ? version : `${version} (BuildKit ${buildkit})`, nodes };
    });
  return {
    chosen: async (platform) => {
      const { version, nodes } = await (asked ??= ask());
      return {
        tool: { name: 'buildx', version },
        native: nodes.some((platforms) => isNative(platform, platforms)),
      };
    },
    makeLayout: async (plan) => {
      try {
        await plan.room.run({
          label: plan.image,
          argv: ['docker', 'buildx', 'build', ...buildFlags(plan)],
          env: { ...(await dockerEnvironment(plan.room, rooms)), SOURCE_DATE_EPOCH: String(plan.epoch) },
          timeout: plan.timeout,
          line: plan.line,
        });
      } catch (error) {
        throw buildFailure(error, plan, words);
      }
    },
  };
};

interface Selected {
  readonly version: string;
  /** Platforms of each machine, its own first. */
  readonly nodes: readonly (readonly string[])[];
}

const VERSION = /\bbuildx (v?\d\S*)/;

/** `inspect` prints `Name:   value`, a block a node. */
const fieldsOf = (lines: readonly string[], name: string): readonly string[] =>
  lines.flatMap((line) => (line.startsWith(`${name}:`) ? [line.slice(name.length + 1).trim()] : []));

/** What says which Docker and which builder. */
const PASSED = [
  'DOCKER_HOST',
  'DOCKER_CONTEXT',
  'DOCKER_TLS_VERIFY',
  'DOCKER_CERT_PATH',
  'BUILDX_BUILDER',
] as const;
/** Directories of Docker's configuration without a registry's credential in them. */
const DIRECTORIES = ['buildx', 'contexts', 'cli-plugins'] as const;

const dockerEnvironment = async (
  room: Room,
  { environment }: RoomOptions,
): Promise<Readonly<Record<string, string>>> => {
  const dir = join(room.dir, 'docker-buildx');
  const users =
    environment['DOCKER_CONFIG'] ??
    (environment['HOME'] === undefined ? undefined : join(environment['HOME'], '.docker'));
  await mkdir(dir, { mode: 0o700 });
  for (const name of users === undefined ? [] : DIRECTORIES)
    if (await isThere(join(users ?? '', name))) await symlink(join(users ?? '', name), join(dir, name));
  const context = users === undefined ? undefined : await currentContext(join(users, 'config.json'));
  await writeFile(
    join(dir, 'config.json'),
    JSON.stringify(context === undefined ? {} : { currentContext: context }),
  );
  const builders = environment['BUILDX_CONFIG'];
  return {
    ...Object.fromEntries(
      PASSED.flatMap((name) => {
        const value = environment[name];
        return value === undefined ? [] : [[name, value]];
      }),
    ),
    ...(builders === undefined ? {} : { BUILDX_CONFIG: builders }),
    DOCKER_CONFIG: dir,
    BUILDX_NO_DEFAULT_ATTESTATIONS: '1',
    BUILDX_GIT_INFO: 'false',
  };
};

const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );

const currentContext = async (path: string): Promise<string | undefined> => {
  try {
    const { currentContext: name } = JSON.parse(await readFile(path, 'utf8')) as { currentContext?: unknown };
    return typeof name === 'string' && name.length < 256 ? name : undefined;
  } catch {
    return undefined; // Docker complains about it where it matters
  }
};

const versionOf = async (room: Room, env: Readonly<Record<string, string>>): Promise<string> => {
  let cause: unknown;
  const said = await room.ask(['docker', 'buildx', 'version'], env).catch((error: unknown) => {
    if (!(error instanceof Failure) || error.code !== 'BUILD_FAILED') throw error;
    cause = error;
    return [];
  });
  const version = said.map((line) => VERSION.exec(line)?.[1]).find((found) => found !== undefined);
  if (version !== undefined) return version;
  throw new Failure('TOOL_MISSING', 'docker is there, and knows no `docker buildx`', {
    remedy: 'install Docker’s buildx plugin, or choose another builder in `build.builders`',
    cause,
  });
};

const buildFlags = (plan: BuildPlan): readonly string[] => [
  '--progress=plain',
  '--no-cache',
  '--provenance=false',
  '--sbom=false',
  `--platform=${formatPlatform(plan.platform)}`,
  `--file=${plan.dockerfile}`,
  ...(plan.target === undefined ? [] : [`--target=${plan.target}`]),
  ...Object.entries(plan.args).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
  ...Object.entries(plan.labels).flatMap(([name, value]) => ['--label', `${name}=${value}`]),
  ...plan.substitutes.flatMap((substitute) => [
    '--build-context',
    `${familiarName(substitute.from)}=${baseAddress(substitute, 'layout' in substitute.place ? substitute.place.layout : '')}`,
  ]),
  `--output=${layoutOutput(plan)}`,
  plan.context,
];
