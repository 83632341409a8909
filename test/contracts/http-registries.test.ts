// Registries over HTTP, written and read by Colophon's own clients, under the suites of their ports.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll } from 'vitest';

import { createRegistry } from '../../src/adapters/registry/index.ts';
import { createAsk, createRegistryReader, type Locate } from '../../src/adapters/registry-reader/index.ts';
import { type HttpRegistry, type Oddities, startHttpRegistry } from '../support/http-registry.ts';
import type { RegistryUnderTest } from './registry-content.ts';
import { registryWriterContract } from './registry-writer.ts';
import { registryContract } from './registry.ts';
import { versionNamesContract } from './version-names.ts';

const started: HttpRegistry[] = [];
const lockDir = await mkdtemp(join(tmpdir(), 'colophon-locks-'));
afterAll(async () => {
  await Promise.all(started.map(({ close }) => close()));
  await rm(lockDir, { recursive: true });
});

const over = async (odd: Partial<Oddities>): Promise<RegistryUnderTest> => {
  const server = await startHttpRegistry(odd);
  started.push(server);
  const nameOf = (repository: string): string => repository.replace(':', '-');
  const locate: Locate = (repository) => ({ origin: server.origin, name: nameOf(repository) });
  const ask = createAsk({ backoff: 1 });
  const registry = createRegistryReader({ locate, ask });
  return {
    registry,
    ...createRegistry({ locate, ask, registry, lockDir }),
    damage: async (repository, { digest }, bytes) => {
      const { blobs, manifests } = server.repository(nameOf(repository));
      const manifest = manifests.get(digest);
      if (manifest === undefined) blobs.set(digest, bytes);
      else manifests.set(digest, { ...manifest, bytes });
    },
  };
};

const kinds = [
  { name: 'HTTP with referrers', odd: { referrers: true, saysSubject: true } },
  { name: 'HTTP without referrers', odd: { etags: true } },
  { name: 'HTTP that says to list referrers and does not', odd: { saysSubject: true } },
  { name: 'HTTP in pieces', odd: { noWhole: 405, least: 100_000, mounts: false } },
];
for (const { name, odd } of kinds) {
  const make = () => over(odd);
  registryContract(name, make);
  registryWriterContract(name, make);
  versionNamesContract(name, make);
}
