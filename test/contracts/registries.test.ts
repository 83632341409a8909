// The registries that are stand-ins, under the suites of their ports.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll } from 'vitest';

import { createLayoutRegistries } from '../../src/adapters/layout-registry/index.ts';
import { createStore } from '../../src/adapters/oci-layout/index.ts';
import { hexOf } from '../../src/domain/digest.ts';
import { createMemoryRegistry } from '../support/memory-registry.ts';
import type { RegistryUnderTest } from './registry-content.ts';
import { registryWriterContract } from './registry-writer.ts';
import { registryContract } from './registry.ts';
import { versionNamesContract } from './version-names.ts';

const made: string[] = [];
const scratch = async (): Promise<string> => {
  const dir = await mkdtemp(join(tmpdir(), 'colophon-registries-'));
  made.push(dir);
  return dir;
};
afterAll(() => Promise.all(made.map((dir) => rm(dir, { recursive: true }))));

const inMemory = async (): Promise<RegistryUnderTest> => {
  const memory = createMemoryRegistry();
  return {
    ...memory,
    damage: async (repository, { digest }, bytes) =>
      void memory.repository(repository).content.set(digest, bytes),
  };
};

const onDisk = async (linking: boolean): Promise<RegistryUnderTest> => {
  const dir = await scratch();
  const store = createStore(join(dir, 'store'));
  const registries = createLayoutRegistries(join(dir, 'registries'), linking ? { store } : {});
  const { registryWriter } = registries;
  return {
    ...registries,
    registryWriter: linking
      ? {
          ...registryWriter,
          blob: async (repository, content, bytes) => {
            // As in a release: what is pushed lies in the store.
            await store.write(bytes(), content.mediaType);
            return registryWriter.blob(repository, content, bytes);
          },
        }
      : registryWriter,
    damage: async (repository, { digest }, bytes) => {
      const file = join(registries.locate(repository), 'blobs', 'sha256', hexOf(digest));
      // A new file: one that is linked would be damaged in the store as well.
      await rm(file);
      await writeFile(file, bytes);
    },
  };
};

const kinds = [
  { name: 'memory', make: inMemory },
  { name: 'layouts', make: () => onDisk(false) },
  { name: 'layouts that link from a store', make: () => onDisk(true) },
];
for (const { name, make } of kinds) {
  registryContract(name, make);
  registryWriterContract(name, make);
  versionNamesContract(name, make);
}
