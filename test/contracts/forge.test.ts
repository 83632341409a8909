// The forges that there are, under the suite of their ports.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, expect, it } from 'vitest';

import { createDirectoryForge } from '../../src/adapters/directory-forge/index.ts';
import { createDirectory } from '../../src/adapters/directory/index.ts';
import { createDigester } from '../../src/adapters/system/index.ts';
import { defaultForgeState } from '../../src/formats/forge-state.ts';
import { forgeContract } from './forge.ts';
import { releasesContract } from './releases.ts';

const made: string[] = [];
afterAll(() => Promise.all(made.map((dir) => rm(dir, { recursive: true }))));

const make = async () => {
  const dir = await mkdtemp(join(tmpdir(), 'colophon-forge-'));
  made.push(dir);
  const digester = createDigester({ jobs: 1 });
  const directory = (path: string) => createDirectory(path, digester);
  return {
    dir,
    ...createDirectoryForge({ dir, state: defaultForgeState({ name: 'acme/widget' }), directory }),
  };
};

releasesContract('a directory', make);
forgeContract('a directory', make);

it('a directory forge takes an upload that never began for no release', async () => {
  const { dir, forge } = await make();
  await mkdir(join(dir, 'drafts', 'v1', 'assets'), { recursive: true });
  expect(await forge.releases()).toEqual([]);
});

it('a directory forge that was edited is refused by name', async () => {
  const { dir, forge } = await make();
  await mkdir(join(dir, 'drafts', 'v1', 'assets'), { recursive: true });
  await writeFile(join(dir, 'drafts', 'v1', 'release.json'), '{"kind":"other"}');
  await expect(forge.releases()).rejects.toMatchObject({ code: 'FORGE_DAMAGED' });
});
