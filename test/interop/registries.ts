// Real registries on loopback, each in a directory and at a port of its own, all ended whatever happens: Debian's
// docker-registry, distribution 3, go-containerregistry with and without a list of referrers.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';

import { parse } from 'yaml';

import { type Ended, run } from './kit.ts';
import { startTokenServer, type TokenServer } from './registry-tokens.ts';
import { PASSWORD, USER } from './registry-users.ts';

export type RegistryKind =
  'docker-registry' | 'distribution 3' | 'ociregistry' | 'ociregistry -quirks' | 'crane registry';
export type Demands = 'open' | 'htpasswd' | 'token';

export interface RealRegistry {
  /** `docker-registry, htpasswd` */
  readonly name: string;
  readonly kind: RegistryKind;
  readonly demands: Demands;
  readonly host: string;
  /** Whether it lists referrers itself. */
  readonly api: boolean;
  /** Where those keep what they hold that keep it on a disk. */
  readonly data: string;
  /** Of one that gives tokens. */
  readonly tokens?: TokenServer;
  /** Its own garbage collection, by another process as its documentation has it, while it runs. */
  readonly collect: (...options: readonly string[]) => Promise<Ended>;
  /** The same, while everything else in this process waits. */
  readonly collectNow: (...options: readonly string[]) => void;
  /** Ends it and starts it again over what it holds. */
  readonly restart: () => Promise<void>;
  readonly end: () => Promise<void>;
}

export interface RegistryPlaces {
  /** The directory of the other peers. */
  readonly bin: string;
  /** The one that holds distribution's `registry`. */
  readonly distribution: string;
  readonly scratch: string;
}

/** What can be had here, each once. */
export const REGISTRIES: readonly (readonly [RegistryKind, Demands])[] = [
  ['docker-registry', 'open'],
  ['docker-registry', 'htpasswd'],
  ['docker-registry', 'token'],
  ['distribution 3', 'open'],
  ['distribution 3', 'htpasswd'],
  ['distribution 3', 'token'],
  ['ociregistry', 'open'],
  ['ociregistry -quirks', 'open'],
  ['crane registry', 'open'],
];

/** Starts them, hands them to `use`, and ends them. */
export const withRegistries = async <T>(
  places: RegistryPlaces,
  wanted: readonly (readonly [RegistryKind, Demands])[],
  use: (registries: readonly RealRegistry[]) => Promise<T>,
): Promise<T> => {
  const started: RealRegistry[] = [];
  try {
    for (const [kind, demands] of wanted) started.push(await startRegistry(places, kind, demands));
    return await use(started);
  } finally {
    await Promise.all(started.map(({ end }) => end()));
  }
};

const startRegistry = async (
  { bin, distribution, scratch }: RegistryPlaces,
  kind: RegistryKind,
  demands: Demands,
): Promise<RealRegistry> => {
  const host = `127.0.0.1:${await freePort()}`;
  const dir = join(scratch, host.replace(':', '-'));
  await mkdir(dir, { recursive: true });
  const tokens = demands === 'token' ? await startTokenServer(dir) : undefined;
  const file = join(dir, 'config.yml');
  const programs: Readonly<Record<RegistryKind, readonly string[]>> = {
    'docker-registry': ['docker-registry', 'serve', file],
    'distribution 3': [join(distribution, 'registry'), 'serve', file],
    ociregistry: [join(bin, 'ociregistry'), '-address', host],
    'ociregistry -quirks': [join(bin, 'ociregistry'), '-quirks', '-address', host],
    'crane registry': [join(bin, 'crane'), 'registry', 'serve', '--address', host],
  };
  const [program = '', ...argv] = programs[kind];
  await writeFile(file, JSON.stringify(await configured(dir, host, await demanded(dir, demands, tokens))));
  let child = await listening(program, argv, host);
  return {
    name: `${kind}, ${demands}`,
    kind,
    demands,
    host,
    api: kind.startsWith('ociregistry'),
    data: join(dir, 'data'),
    ...(tokens === undefined ? {} : { tokens }),
    collect: (...options) => run(program, ['garbage-collect', ...options, file]),
    collectNow: (...options) =>
      void execFileSync(program, ['garbage-collect', ...options, file], { stdio: 'ignore' }),
    restart: async () => {
      await ended(child);
      child = await listening(program, argv, host);
    },
    end: async () => {
      await ended(child);
      await tokens?.close();
    },
  };
};

/** Debian's own file where it lies, with another place, port and authentication; distribution 3 has the same form. */
const configured = async (dir: string, host: string, auth: object | undefined): Promise<object> => {
  const shipped = await readFile('/etc/docker/registry/config.yml', 'utf8').catch(() => SHIPPED);
  const read = parse(shipped) as Shipped;
  return {
    version: read.version,
    log: { ...read.log, level: 'error', accesslog: { disabled: true } },
    storage: { ...read.storage, filesystem: { rootdirectory: join(dir, 'data') } },
    http: { ...read.http, addr: host },
    health: read.health,
    ...(auth === undefined ? {} : { auth }),
  };
};

interface Shipped {
  readonly version: string | number;
  readonly log: object;
  readonly storage: object;
  readonly http: object;
  readonly health: object;
}

const SHIPPED = `version: 0.1
log: { fields: { service: registry } }
storage: { cache: { blobdescriptor: inmemory }, delete: { enabled: true } }
http: { headers: { X-Content-Type-Options: [nosniff] } }
health: { storagedriver: { enabled: true, interval: 10s, threshold: 3 } }
`;

const demanded = async (
  dir: string,
  demands: Demands,
  tokens: TokenServer | undefined,
): Promise<object | undefined> => {
  if (demands === 'htpasswd') {
    const { said } = await run('htpasswd', ['-Bbn', USER, PASSWORD]);
    await writeFile(join(dir, 'htpasswd'), `${said}\n`);
    return { htpasswd: { realm: 'interop', path: join(dir, 'htpasswd') } };
  }
  if (tokens === undefined) return undefined;
  const { realm, service, issuer, certificates: rootcertbundle } = tokens;
  return { token: { realm, service, issuer, rootcertbundle } };
};

/** Ended with this process, too, however that ends. */
const listening = async (program: string, argv: readonly string[], host: string): Promise<ChildProcess> => {
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], OTEL_TRACES_EXPORTER: 'none' };
  const child = spawn(program, argv, { stdio: ['ignore', 'ignore', 'pipe'], env });
  let said = '';
  child.stderr.on('data', (part: Buffer) => (said = `${said}${part.toString()}`.slice(-2000)));
  child.once('error', (error) => (said += error.message));
  running.add(child);
  child.once('exit', () => running.delete(child));
  for (let attempt = 0; attempt < 200 && child.exitCode === null; attempt += 1) {
    const answer = await fetch(`http://${host}/v2/`).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer !== undefined && [200, 401].includes(answer.status)) return child;
    await new Promise((resolve) => void setTimeout(resolve, 100));
  }
  await ended(child);
  throw new Error(`${program} does not answer at ${host}: ${said}`);
};

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const ended = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => void child.once('exit', resolve));
  child.kill();
  const late = setTimeout(() => child.kill('SIGKILL'), 5000);
  await gone;
  clearTimeout(late);
};

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
