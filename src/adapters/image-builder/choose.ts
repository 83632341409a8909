// Which builder builds for a platform: what the configuration says, else the first that is there. Each is asked once.
import { isAbsolute, join, resolve } from 'node:path';

import { type BuilderChoice, builderChoice, type BuilderChoices } from '../../domain/builder-choice.ts';
import { Failure } from '../../domain/failure.ts';
import type { Platform } from '../../domain/platform.ts';
import { canonicalText } from '../../formats/canonical-json.ts';
import { neutral } from '../../formats/neutral.ts';
import { createBuildah } from '../buildah/buildah.ts';
import { createBuildctl } from '../buildkit/buildctl.ts';
import { createBuildx } from '../buildkit/buildx.ts';
import type { DockerfileBuilder } from '../dockerfile/builder.ts';
import type { RoomOptions } from '../dockerfile/room.ts';

/** Fails with `BUILDER_INVALID` for an address that no build is sent to, and with `TOOL_MISSING` where none is found. */
export const createChooser = (
  choices: BuilderChoices,
  rooms: RoomOptions,
): ((platform: Platform) => Promise<DockerfileBuilder>) => {
  const made = new Map<string, DockerfileBuilder>();
  let found: Promise<DockerfileBuilder> | undefined;
  return async (platform) => {
    const choice = builderChoice(choices, platform);
    if (choice === undefined) return (found ??= find(platform, rooms));
    const key = canonicalText(choice);
    const builder = made.get(key) ?? create(choice, rooms);
    made.set(key, builder);
    return builder;
  };
};

const create = (choice: BuilderChoice, rooms: RoomOptions): DockerfileBuilder => {
  if (choice.kind === 'buildah') return createBuildah(rooms);
  if (choice.kind === 'buildx') return createBuildx(rooms);
  const { address = sockets(rooms)[0] ?? DEFAULT_SOCKET, certificates } = choice;
  refuseOpenAddress(address, certificates !== undefined);
  if (certificates === undefined) return createBuildctl({ address, rooms });
  const { ca, cert, key, ...rest } = certificates;
  return createBuildctl({
    address,
    certificates: { ca: resolve(ca), cert: resolve(cert), key: resolve(key), ...rest },
    rooms,
  });
};

const LOOPBACK = /^tcp:\/\/(?:127(?:\.\d{1,3}){3}|localhost|\[::1\])(?::\d+)?$/;

// Whoever can speak to BuildKit can have it run anything, and sees the sources that are sent there.
const refuseOpenAddress = (address: string, hasCertificates: boolean): void => {
  if (/[\s\p{Cc}]/u.test(address) || !/^[a-z][a-z0-9+.-]*:\/\/./.test(address))
    throw invalid(`${neutral(JSON.stringify(address))} is no address of BuildKit`);
  if (address.startsWith('tcp://') && !hasCertificates && !LOOPBACK.test(address))
    throw invalid(`${neutral(address)} is on another machine, and no certificates are given for it`);
};

const invalid = (message: string): Failure =>
  new Failure('BUILDER_INVALID', message, {
    remedy:
      'give `build.builders` an address (unix:///path, tcp://host:port), and ca, cert and key beside tcp',
  });

const DEFAULT_SOCKET = 'unix:///run/buildkit/buildkitd.sock';

/** Where BuildKit listens: where the user says, else at the usual places, its own user's last. */
const sockets = ({ environment }: RoomOptions): readonly string[] => {
  const said = environment['BUILDKIT_HOST'];
  if (said !== undefined && said !== '') return [said];
  const runtime = environment['XDG_RUNTIME_DIR'];
  return runtime === undefined || !isAbsolute(runtime)
    ? [DEFAULT_SOCKET]
    : [DEFAULT_SOCKET, `unix://${join(runtime, 'buildkit', 'buildkitd.sock')}`];
};

const find = async (platform: Platform, rooms: RoomOptions): Promise<DockerfileBuilder> => {
  const said = rooms.environment['BUILDKIT_HOST'];
  const named = said !== undefined && said !== '';
  const candidates = [
    ...sockets(rooms).map((address) => () => create({ kind: 'buildkit', address }, rooms)),
    () => createBuildx(rooms),
    () => createBuildah(rooms),
  ];
  for (const [index, candidate] of candidates.entries()) {
    const builder = candidate();
    try {
      await builder.chosen(platform);
      return builder;
    } catch (error) {
      // Another builder makes another image: one that the user names is not passed over.
      if (!(error instanceof Failure) || (named && index === 0) || !ABSENT.has(error.code)) throw error;
    }
  }
  throw new Failure('TOOL_MISSING', 'nothing here builds images from Dockerfiles', {
    remedy:
      'start BuildKit and install buildctl, or install docker buildx or buildah, or name a builder in `build.builders`',
  });
};

const ABSENT: ReadonlySet<string> = new Set(['TOOL_MISSING', 'BUILDER_UNREACHABLE']);
