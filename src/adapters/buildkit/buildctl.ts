// BuildKit by `buildctl`, on this machine or another. It asks for no attestation, keeps and takes no cache, and hands
// over nothing but files; BuildKit's client adds attestations only when asked (buildctl has no default, unlike buildx).
import { basename, dirname } from 'node:path';

import type { BuilderCertificates } from '../../domain/builder-choice.ts';
import { Failure } from '../../domain/failure.ts';
import { formatPlatform } from '../../domain/platform.ts';
import { neutral } from '../../formats/neutral.ts';
import { buildFailure, unreachable } from '../dockerfile/build-failure.ts';
import type { BuildPlan, DockerfileBuilder } from '../dockerfile/builder.ts';
import { inRoom, type RoomOptions } from '../dockerfile/room.ts';
import { baseAddress, buildkitWords, familiarName, isNative, layoutOutput } from './words.ts';

export interface BuildctlOptions {
  /** `unix:///path`, `tcp://host:port`, or what else `buildctl --addr` takes. */
  readonly address: string;
  /** Absolute paths. */
  readonly certificates?: BuilderCertificates;
  readonly rooms: RoomOptions;
}

/** The BuildKit at an address. `chosen` asks it once. */
export const createBuildctl = ({ address, certificates, rooms }: BuildctlOptions): DockerfileBuilder => {
  const words = buildkitWords(`BuildKit at ${neutral(address)}`);
  const connection = ['buildctl', '--addr', address, ...certificateFlags(certificates)];
  let asked: Promise<Worker> | undefined;
  const ask = async (): Promise<Worker> => {
    const argv = [...connection, '--timeout', '5', 'debug', 'workers', '--format', QUESTION];
    const lines = await inRoom(rooms, (room) => room.ask(argv)).catch((error: unknown) => {
      if (error instanceof Failure && ['BUILD_FAILED', 'BUILD_TIMEOUT'].includes(error.code))
        throw unreachable(words.who, error.output, error);
      throw error;
    });
    const answer = lines.map((line) => ANSWER.exec(line)).find((found) => found !== null);
    if (answer?.[1] === undefined) throw unreachable(words.who, lines);
    return { version: answer[1], platforms: (answer[2] ?? '').trim().split(' ') };
  };
  return {
    chosen: async (platform) => {
      const { version, platforms } = await (asked ??= ask());
      return { tool: { name: 'buildkit', version }, native: isNative(platform, platforms) };
    },
    makeLayout: async (plan) => {
      try {
        await plan.room.run({
          label: plan.image,
          argv: [...connection, ...buildFlags(plan)],
          timeout: plan.timeout,
          line: plan.line,
        });
      } catch (error) {
        throw buildFailure(error, plan, words);
      }
    },
  };
};

interface Worker {
  readonly version: string;
  readonly platforms: readonly string[];
}

// A line a worker; the first one is who builds. The whole answer in JSON may be longer than a line that is kept.
const QUESTION =
  '{{range .}}worker {{.BuildkitVersion.Version}}{{range .Platforms}} {{.OS}}/{{.Architecture}}{{if .Variant}}/{{.Variant}}{{end}}{{end}}{{"\\n"}}{{end}}';
const ANSWER = /^worker (\S+)((?: [a-z0-9./_-]+)+)$/;

const certificateFlags = (certificates: BuilderCertificates | undefined): readonly string[] => {
  if (certificates === undefined) return [];
  const { ca, cert, key, serverName } = certificates;
  const flags = ['--tlscacert', ca, '--tlscert', cert, '--tlskey', key];
  return serverName === undefined ? flags : [...flags, '--tlsservername', serverName];
};

const buildFlags = (plan: BuildPlan): readonly string[] => {
  const opt = (name: string, value: string): readonly string[] => ['--opt', `${name}=${value}`];
  return [
    'build',
    '--progress=plain',
    '--frontend=dockerfile.v0',
    '--no-cache',
    '--local',
    `context=${plan.context}`,
    '--local',
    `dockerfile=${dirname(plan.dockerfile)}`,
    ...opt('filename', basename(plan.dockerfile)),
    ...opt('platform', formatPlatform(plan.platform)),
    ...(plan.target === undefined ? [] : opt('target', plan.target)),
    ...Object.entries(plan.args).flatMap(([name, value]) => opt(`build-arg:${name}`, value)),
    ...Object.entries(plan.labels).flatMap(([name, value]) => opt(`label:${name}`, value)),
    ...plan.substitutes.flatMap((substitute, index) => {
      const layout = `base${index}`;
      return [
        ...('layout' in substitute.place ? ['--oci-layout', `${layout}=${substitute.place.layout}`] : []),
        ...opt(`context:${familiarName(substitute.from)}`, baseAddress(substitute, layout)),
      ];
    }),
    '--output',
    layoutOutput(plan),
  ];
};
