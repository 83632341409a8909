// The adapters that are a machine's own, under the suites of their ports.
import {
  appendFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, expect, it } from 'vitest';

import { createDirectory } from '../../src/adapters/directory/index.ts';
import { createStore } from '../../src/adapters/oci-layout/index.ts';
import { createCompressor, createDigester, createJournal } from '../../src/adapters/system/index.ts';
import { assetSourceContract } from './asset-source.ts';
import { compressorContract } from './compressor.ts';
import { digesterContract } from './digester.ts';
import { journalContract } from './journal.ts';
import { storeContract } from './store.ts';

const made: string[] = [];
const scratch = async (): Promise<string> => {
  const dir = await mkdtemp(join(tmpdir(), 'colophon-machine-'));
  made.push(dir);
  return dir;
};
afterAll(() => Promise.all(made.map((dir) => rm(dir, { recursive: true }))));

digesterContract('one thread', () => createDigester({ jobs: 1 }));
digesterContract('two threads', () => createDigester({ jobs: 2 }));

compressorContract('the native zlib', () => createCompressor({ native: async () => true }));
compressorContract('pako in a worker', () => createCompressor({ native: async () => false }));

storeContract('an OCI layout on disk', async () => {
  const dir = join(await scratch(), 'store');
  const store = createStore(dir);
  return {
    store,
    damage: async (digest) => {
      const bytes = await readFile(store.locate(digest));
      bytes[0] = (bytes[0] ?? 0) ^ 1;
      await writeFile(store.locate(digest), bytes);
    },
    shorten: async (digest) =>
      truncate(store.locate(digest), (await readFile(store.locate(digest))).length - 1),
    leftovers: async () => (await readdir(join(dir, 'incoming'))).length,
  };
});

journalContract('a file of lines', async () => {
  const file = join(await scratch(), 'ledger.jsonl');
  return { open: () => createJournal(file), tear: (bytes) => appendFile(file, bytes) };
});

const directoryOf = async (files: Readonly<Record<string, Uint8Array>>): Promise<string> => {
  const dir = await scratch();
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(dir, name), bytes);
  return dir;
};
assetSourceContract('a directory', async (files) =>
  createDirectory(await directoryOf(files), createDigester()),
);

it('a directory lists links and directories as no regular files and does not follow them', async () => {
  const dir = await directoryOf({ file: new Uint8Array(3) });
  await mkdir(join(dir, 'below'));
  await symlink(join(dir, 'file'), join(dir, 'link'));
  await symlink('/nowhere', join(dir, 'dangling'));
  const source = createDirectory(dir, createDigester());
  expect(await source.list()).toEqual([
    { name: 'below', size: -1 },
    { name: 'dangling', size: -1 },
    { name: 'file', size: 3 },
    { name: 'link', size: -1 },
  ]);
  for (const name of ['below', 'dangling', 'link']) {
    await expect(source.bytes(name, 10)).rejects.toMatchObject({ code: 'FILE_NOT_REGULAR' });
    await expect(source.digests([name])).rejects.toMatchObject({ code: 'FILE_NOT_REGULAR' });
  }
});

it('a directory that is not there fails with a code', async () => {
  const source = createDirectory(join(await scratch(), 'gone'), createDigester());
  await expect(source.list()).rejects.toMatchObject({ code: 'FILE_MISSING' });
});
