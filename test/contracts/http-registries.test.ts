// Registries over HTTP, written and read by Colophon's own clients, under the suites of their ports. Real ones are held
// to them as well, where COLOPHON_TEST_REGISTRIES names some that listen on loopback, with the name and the password that
// they ask for (`127.0.0.1:5000 user:password@127.0.0.1:5001`).
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

import { afterAll } from 'vitest';

import { createLayoutRegistries } from '../../src/adapters/layout-registry/index.ts';
import { createRegistryServer } from '../../src/adapters/registry-server/index.ts';
import { createRegistry } from '../../src/adapters/registry/index.ts';
import {
  createAsk,
  createRegistryReader,
  type Credentials,
  type Locate,
} from '../../src/adapters/registry-reader/index.ts';
import { hexOf } from '../../src/domain/digest.ts';
import { secret } from '../../src/domain/secret.ts';
import { type Oddities, startHttpRegistry } from '../support/http-registry.ts';
import { held, type RegistryUnderTest } from './registry-content.ts';
import { registryWriterContract } from './registry-writer.ts';
import { registryContract } from './registry.ts';
import { versionNamesContract } from './version-names.ts';

const started: { readonly close: () => Promise<void> }[] = [];
const scratch = await mkdtemp(join(tmpdir(), 'colophon-http-registries-'));
const lockDir = join(scratch, 'locks');
afterAll(async () => {
  await Promise.all(started.map(({ close }) => close()));
  await rm(scratch, { recursive: true });
});

type NameOf = (repository: string) => string;

const clients = (
  origin: string,
  nameOf: NameOf,
  credentials?: Credentials,
): Omit<RegistryUnderTest, 'damage'> => {
  const locate: Locate = (repository) => ({ origin, name: nameOf(repository) });
  const ask = createAsk({ backoff: 1, ...(credentials === undefined ? {} : { credentials }) });
  const registry = createRegistryReader({ locate, ask });
  return { registry, ...createRegistry({ locate, ask, registry, lockDir }) };
};

const odd = async (oddities: Partial<Oddities>): Promise<RegistryUnderTest> => {
  const server = await startHttpRegistry(oddities);
  started.push(server);
  const nameOf: NameOf = (repository) => repository.replace(':', '-');
  return {
    ...clients(server.origin, nameOf),
    damage: async (repository, { digest }, bytes) => {
      const { blobs, manifests } = server.repository(nameOf(repository));
      const manifest = manifests.get(digest);
      if (manifest === undefined) blobs.set(digest, bytes);
      else manifests.set(digest, { ...manifest, bytes });
    },
  };
};

/** The stand-in, as it plays the registry of this host. */
const standIn = async (host: string): Promise<RegistryUnderTest> => {
  const dir = join(scratch, randomUUID());
  const server = await createRegistryServer({ dir });
  started.push(server);
  const nameOf: NameOf = (repository) => repository.replace('registry.example:5000', host);
  return {
    ...clients(server.origin, nameOf, { of: async () => server.credential }),
    damage: async (repository, { digest }, bytes) => {
      const { locate } = createLayoutRegistries(dir);
      await writeFile(join(locate(nameOf(repository)), 'blobs', 'sha256', hexOf(digest)), bytes);
    },
  };
};

/** Repositories of its own for every test; what lies there cannot be damaged from here. */
const real = async ({ host, username, password }: URL): Promise<RegistryUnderTest> => {
  const prefix = `t${randomUUID()}`;
  const nameOf: NameOf = (repository) => `${prefix}/${repository.replace(':', '-')}`;
  const login = { kind: 'password', user: username, password: secret(password) } as const;
  const made = clients(`http://${host}`, nameOf, username === '' ? undefined : { of: async () => login });
  const blob = held(prefix, 'application/x');
  const writeTo = (repository: string) =>
    made.registryWriter.blob(repository, blob.content, async function* () {
      yield blob.bytes;
    });
  await writeTo('here');
  return { ...made, pooled: (await writeTo('there')) === 'accepted' };
};

const kinds = [
  { name: 'HTTP with referrers', make: () => odd({ referrers: true, saysSubject: true }) },
  { name: 'HTTP without referrers', make: () => odd({ etags: true }) },
  { name: 'HTTP that says to list referrers and does not', make: () => odd({ saysSubject: true }) },
  { name: 'HTTP in pieces', make: () => odd({ noWhole: 405, least: 100_000, mounts: false }) },
  { name: 'the stand-in, playing one of OCI 1.1', make: () => standIn('quay.io') },
  { name: 'the stand-in, playing GHCR', make: () => standIn('ghcr.io') },
  ...(process.env['COLOPHON_TEST_REGISTRIES'] ?? '')
    .split(' ')
    .filter((place) => place !== '')
    .map((place) => new URL(`http://${place}`))
    .map((place) => ({ name: place.host, make: () => real(place) })),
];
for (const { name, make } of kinds) {
  registryContract(name, make);
  registryWriterContract(name, make);
  versionNamesContract(name, make);
}
