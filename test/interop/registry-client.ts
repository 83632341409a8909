// Colophon's own client against every registry: the suites of its ports, and what these cannot ask of a registry.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { createDockerCredentials } from '../../src/adapters/registry-credentials/index.ts';
import {
  createAsk,
  createRegistryReader,
  type Credentials,
  locateRegistry,
} from '../../src/adapters/registry-reader/index.ts';
import { createRegistry } from '../../src/adapters/registry/index.ts';
import { hexOf } from '../../src/domain/digest.ts';
import { secret } from '../../src/domain/secret.ts';
import { OCI_INDEX } from '../../src/domain/oci.ts';
import { referrerDescriptor } from '../../src/formats/oci/referrer.ts';
import {
  collect,
  type Held,
  held,
  heldDocument,
  pushImage,
  pushReferrer,
  put,
  type RegistryUnderTest,
  smallImage,
  smallReferrer,
} from '../contracts/registry-content.ts';
import { ROOT } from '../support/colophon.ts';
import { type CheckResult, run } from './kit.ts';
import type { RealRegistry } from './registries.ts';
import { type Asked, type Fate, standBetween } from './registry-between.ts';
import { type Cell, cells, failsWith, isEqual, tried } from './registry-matrix.ts';
import { keptByHelper, keptFor, keptNothing, keptToken, PASSWORD, USER } from './registry-users.ts';

/** The suites of the ports, on all registries at once: each test is a check. */
export const contractCells = async (
  registries: readonly RealRegistry[],
  scratch: string,
): Promise<readonly Cell[]> => {
  const places = registries.map(({ host, demands }) =>
    demands === 'open' ? host : `${USER}:${PASSWORD}@${host}`,
  );
  const file = join(scratch, 'contracts.json');
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
  const suites = 'test/contracts/http-registries.test.ts';
  const report = ['--reporter=json', `--outputFile=${file}`, '--testTimeout=60000'];
  const ended = await run(
    process.execPath,
    [vitest, 'run', suites, '--testNamePattern=^127\\.0\\.0\\.1:', ...report],
    {
      cwd: ROOT,
      // In CI the suites would write their report where the default tests have theirs.
      env: { ...process.env, CI: '', COLOPHON_TEST_REGISTRIES: places.join(' ') },
      timeout: 600_000,
    },
  );
  const text = await readFile(file, 'utf8').catch(() => {
    throw new Error(`the suites did not run: ${ended.said.slice(-2000)}`);
  });
  const { testResults } = JSON.parse(text) as SuiteReport;
  const results = testResults.flatMap(({ assertionResults }) => assertionResults);
  return registries.flatMap(({ host, name }) =>
    results
      .filter(
        ({ ancestorTitles: [suite = ''], title, status }) =>
          suite.startsWith(`${host} `) && status !== 'skipped' && !title.startsWith(DAMAGED),
      )
      .flatMap(({ ancestorTitles: [suite = ''], title, status, failureMessages: [said = ''] }) =>
        cells(name, COLUMNS.find(([words]) => suite.endsWith(words))?.[1] ?? suite, [
          { name: title, passed: status === 'passed', said: said.slice(0, 1500) },
        ]),
      ),
  );
};

/** Says nothing of a registry whose disk nobody touches. */
const DAMAGED = 'hands on no other bytes';

const COLUMNS = [
  ['that is written', 'suite: write'],
  ['giver of names', 'suite: names'],
  ['as a registry', 'suite: read'],
] as const;

interface SuiteReport {
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly ancestorTitles: readonly string[];
      readonly title: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** What takes a registry and something between, or other credentials. */
export const clientCells = async (registry: RealRegistry, scratch: string): Promise<readonly Cell[]> => {
  const { name, host, demands, tokens } = registry;
  const dir = (who: string): string => join(scratch, `docker-${who}`);
  const owner = await keptFor(dir('owner'), [host]);
  const all = [
    ...cells(name, 'pieces', [await inPieces(registry)]),
    ...cells(name, 'cut upload', [await goesOn(registry)]),
    ...cells(name, 'mount', [await mounts(registry, owner)]),
    ...cells(name, 'referrers: union', await unions(registry, owner)),
  ];
  if (demands === 'open') return all;
  const nobody = await keptNothing(dir('nobody'));
  const wrong = await keptFor(dir('wrong'), [host], 'wrong');
  const helped = await keptByHelper(dir('helped'), [host]);
  return [
    ...all,
    ...cells(name, 'anonymous', await asNobody(registry, owner, nobody)),
    ...cells(name, 'wrong password', await refused(registry, wrong)),
    ...cells(name, 'credHelpers', [await mayWrite(registry, 'helped', helped)]),
    ...(tokens === undefined
      ? []
      : cells(name, 'identitytoken', [
          await mayWrite(registry, 'known', await keptToken(dir('known'), host, tokens.refresh)),
        ])),
  ];
};

/** All doors, as one asks whose credentials Docker keeps in this environment. */
const doorsOf = (
  env: NodeJS.ProcessEnv | Credentials,
  sent?: (bytes: number) => void,
): Omit<RegistryUnderTest, 'damage'> => {
  const { signal } = new AbortController();
  const credentials: Credentials =
    'of' in env && typeof env.of === 'function'
      ? (env as Credentials)
      : createDockerCredentials({ env: env as NodeJS.ProcessEnv, signal });
  const ask = createAsk({ credentials, backoff: 50, signal });
  const locate = locateRegistry([]);
  const registry = createRegistryReader({ locate, ask });
  return { registry, ...createRegistry({ locate, ask, registry, ...(sent === undefined ? {} : { sent }) }) };
};

/** Nine MiB that compress to nothing and are like no others. */
const large = (word: number): Held =>
  held(
    new Uint8Array(9 * 1024 * 1024).map((_, at) => ((at + word) * 2654435761) >>> 13),
    'application/x',
  );

const UPLOAD = /\/blobs\/uploads\//;

const inPieces = (registry: RealRegistry): Promise<CheckResult> => {
  const pieces: number[] = [];
  return tried(
    'where no blob is taken whole it goes in pieces, and lies there as it was',
    () =>
      through(registry, large(1), ({ method, path, length }) => {
        if (method === 'PATCH') pieces.push(length);
        return method === 'PUT' && UPLOAD.test(path) && length > 0 ? 405 : 'pass';
      }),
    (ended) => ended === 'equal' && pieces.length === 2,
  );
};

const goesOn = (registry: RealRegistry): Promise<CheckResult> => {
  let cuts = 0;
  return tried(
    'an upload that is cut half-way ends well',
    () =>
      through(registry, large(2), ({ method, path, length }) => {
        if (method !== 'PUT' || !UPLOAD.test(path) || length === 0 || cuts > 0) return 'pass';
        cuts += 1;
        return { cutAfter: 4 * 1024 * 1024 };
      }),
    (ended) => ended === 'equal' && cuts === 1,
  );
};

/** Pushes through what decides, and reads back without it. */
const through = async (
  { host }: RealRegistry,
  blob: Held,
  decide: (asked: Asked) => Fate,
): Promise<string> => {
  const between = await standBetween(host, { decide });
  try {
    const password = { kind: 'password', user: USER, password: secret(PASSWORD) } as const;
    const doors = doorsOf({ of: async () => password });
    await put(doors, `${between.host}/acme/large`, blob);
    const read = await collect(doors.registry.blob(`${host}/acme/large`, blob.content));
    return Buffer.compare(read, blob.bytes) === 0 ? 'equal' : 'other bytes';
  } finally {
    await between.close();
  }
};

const mounts = ({ host }: RealRegistry, owner: NodeJS.ProcessEnv): Promise<CheckResult> =>
  tried(
    'a blob is taken over from another repository without a byte sent',
    async () => {
      let bytes = 0;
      const doors = doorsOf(owner, (some) => (bytes += some));
      const blob = held('mounted', 'application/x');
      await put(doors, `${host}/acme/from`, blob);
      const before = bytes;
      const source = async function* () {
        yield blob.bytes;
      };
      await doors.registryWriter.blob(`${host}/acme/to`, blob.content, source, { from: `${host}/acme/from` });
      const read = await collect(doors.registry.blob(`${host}/acme/to`, blob.content));
      return [bytes - before, Buffer.from(read).toString()];
    },
    isEqual([0, 'mounted']),
  );

/** What is listed by the API, under the fallback tag and behind legacy tags is all found, once each. */
const unions = async ({ host }: RealRegistry, owner: NodeJS.ProcessEnv): Promise<readonly CheckResult[]> => {
  const doors = doorsOf(owner);
  const repository = `${host}/acme/union`;
  const image = smallImage('union');
  const { digest } = image.index.content;
  const tag = `sha256-${hexOf(digest)}`;
  await pushImage(doors, repository, image);
  const plain = await pushReferrer(doors, repository, image.index.content, 'by its list');
  const hidden = smallReferrer(image.index.content, 'under the fallback tag alone');
  const legacy = smallImage('a legacy signature').manifest;
  const found = async (): Promise<readonly string[]> =>
    (await doors.registry.referrers(repository, digest)).map((one) => one.digest);
  const fallback = await tried(
    'what the fallback tag alone lists is found beside the rest',
    async () => {
      await put(doors, repository, hidden.bundle);
      await doors.registryWriter.manifest(repository, hidden.manifest.content, hidden.manifest.bytes);
      const list = heldDocument({
        kind: 'index',
        mediaType: OCI_INDEX,
        manifests: [referrerDescriptor(plain.bytes), referrerDescriptor(hidden.manifest.bytes)],
      });
      await doors.registryWriter.manifest(repository, list.content, list.bytes);
      await doors.versionNames.move(repository, tag, list.content);
      return found();
    },
    isEqual([plain, hidden.manifest].map(({ content }) => content.digest).toSorted()),
  );
  const behind = await tried(
    'what lies behind a legacy tag is found, too',
    async () => {
      const parts = smallImage('a legacy signature');
      await put(doors, repository, parts.layer);
      await put(doors, repository, parts.config);
      await doors.registryWriter.manifest(repository, legacy.content, legacy.bytes);
      await doors.versionNames.give(repository, `${tag}.sig`, legacy.content);
      return (await found()).includes(legacy.content.digest);
    },
    isEqual(true),
  );
  return [fallback, behind];
};

const asNobody = async (
  { host, demands }: RealRegistry,
  owner: NodeJS.ProcessEnv,
  nobody: NodeJS.ProcessEnv,
): Promise<readonly CheckResult[]> => {
  const repository = `${host}/acme/anonymous`;
  const image = smallImage('anonymous');
  await pushImage(doorsOf(owner), repository, image);
  const read = () => doorsOf(nobody).registry.manifest(repository, image.index.content.digest);
  const reading =
    demands === 'token'
      ? tried('may read', read, (ended) => ended instanceof Uint8Array)
      : tried('may not read', read, failsWith('REGISTRY_UNAUTHORIZED'));
  return [
    await reading,
    await tried(
      'may not write',
      () => put(doorsOf(nobody), repository, held('by nobody', 'application/x')),
      failsWith('REGISTRY_UNAUTHORIZED'),
    ),
  ];
};

const refused = async ({ host }: RealRegistry, wrong: NodeJS.ProcessEnv): Promise<readonly CheckResult[]> => {
  const repository = `${host}/acme/wrong`;
  const { index } = smallImage('wrong');
  const { registry, registryWriter } = doorsOf(wrong);
  const code = failsWith('REGISTRY_UNAUTHORIZED');
  return [
    await tried('reads nothing', () => registry.manifest(repository, index.content.digest), code),
    await tried('lists nothing', () => registry.tags(repository), code),
    await tried(
      'writes nothing',
      () => registryWriter.manifest(repository, index.content, index.bytes),
      code,
    ),
  ];
};

const mayWrite = ({ host }: RealRegistry, word: string, env: NodeJS.ProcessEnv): Promise<CheckResult> =>
  tried(
    'writes and reads',
    async () => {
      const doors = doorsOf(env);
      const image = smallImage(word);
      const repository = `${host}/acme/${word}`;
      await pushImage(doors, repository, image);
      await doors.versionNames.give(repository, 'v1', image.index.content);
      return doors.registry.tags(repository);
    },
    isEqual(['v1']),
  );
