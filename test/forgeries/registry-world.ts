// A signed release with two images in a registry over HTTP, which lies about it as it is told to; and somebody elsewhere.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { createKeys } from '../../src/adapters/local-sigstore/keys.ts';
import type { Identity } from '../../src/domain/identity.ts';
import { type ImageRelease, makeImageRelease } from '../support/image-release.ts';
import { REPOSITORY } from '../support/release.ts';
import { createMemoryRegistry } from '../support/memory-registry.ts';
import { type Elsewhere, nothing, startElsewhere } from './elsewhere.ts';
import { type Far, startFar } from './far.ts';
import { IMAGE_TAG, released, signerOf, snapshot } from './image-world.ts';
import { type LyingRegistry, startLyingRegistry } from './lying-registry.ts';
import type { RegistryLie, RegistryPlace } from './registry-lie.ts';
import { createOpenAuthority } from './signing.ts';
import { asGithub } from './world.ts';

export interface RegistryWorld {
  readonly scratch: string;
  readonly trustedRoot: string;
  readonly identity: Identity;
  readonly elsewhere: Elsewhere;
  readonly far: Far;
  /** Lets the registry lie from now on, until it is let again. */
  readonly lay: (lie: Pick<RegistryLie, 'told' | 'answers'>) => Promise<RegistryPlace>;
  readonly remove: () => Promise<void>;
}

/** What a password or a token holds, and nothing printed or sent elsewhere. */
export const SECRET = 'open-sesame-4711';

/** The world below `scratch`, which is there. */
export const createRegistryWorld = async (scratch: string): Promise<RegistryWorld> => {
  const open = { ...createKeys(Date.now()), authority: createOpenAuthority() };
  const sigstore = signerOf(open, asGithub);
  const server = await startLyingRegistry();
  const elsewhere = await startElsewhere();
  const far = await startFar(server.port, join(scratch, 'authority.pem'));
  let place: RegistryPlace | undefined;
  let lie: ReturnType<NonNullable<RegistryLie['answers']>> | undefined;
  const none = createMemoryRegistry();
  const at = server.serve(
    () => place?.memory ?? none,
    () => lie,
  );
  const release = await releaseAt(at, sigstore, IMAGE_TAG);
  let previous: Promise<ImageRelease> | undefined;
  const trustedRoot = join(scratch, 'root.json');
  await writeFile(trustedRoot, sigstore.trustedRoot);
  await keepPassword(join(scratch, 'docker'), server);
  return {
    scratch,
    trustedRoot,
    identity: await sigstore.run.identity(IMAGE_TAG),
    elsewhere,
    far,
    lay: async ({ told, answers }) => {
      elsewhere.heard.length = 0;
      elsewhere.answer = nothing;
      const now: RegistryPlace = {
        release,
        memory: snapshot(release),
        host: `127.0.0.1:${server.port}`,
        at,
        elsewhere,
        far,
        previous: () =>
          (previous ??= releaseAt(at, signerOf(open, asGithub, REPOSITORY, 'v1.2.2'), 'v1.2.2')),
      };
      await told?.(now);
      lie = answers?.(now);
      place = now;
      return now;
    },
    remove: async () => {
      server.stop();
      elsewhere.stop();
      far.stop();
      await release.remove();
      await (await previous)?.remove();
    },
  };
};

/** A release that says of itself that it lies where it is served. */
const releaseAt = async (
  at: string,
  sigstore: ReturnType<typeof signerOf>,
  tag: string,
): Promise<ImageRelease> => {
  const here = <T>(value: T): T =>
    JSON.parse(
      JSON.stringify(value).replaceAll(
        /"(ghcr\.io\/acme|registry\.example\/team)/g,
        (_, name: string) => `"${at}/${name}`,
      ),
    ) as T;
  return makeImageRelease({
    tag,
    sigstore,
    second: true,
    statement: here,
    colophon: (colophon) => here(released(colophon, {})),
  });
};

const keepPassword = async (dir: string, { port }: LyingRegistry): Promise<void> => {
  await mkdir(dir);
  const auths = { [`127.0.0.1:${port}`]: { auth: btoa(`ann:${SECRET}`) } };
  await writeFile(join(dir, 'config.json'), JSON.stringify({ auths }));
};
