// What a whole process does with proxies and authorities: both are in force for all of it, so each trial is one of its own.
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer as createProxy, type Server } from 'node:http';
import { createServer as createRegistry } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { ownAuthority } from '../../../test/support/own-authority.ts';
import { prepareNetwork } from './network.ts';

const portOf = (server: Server): number => (server.address() as AddressInfo).port;
const listening = (server: Server): Promise<void> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));

const { authority, ...own } = ownAuthority(['registry.example', 'localhost']);
const registry = createRegistry(own, (request, response) => {
  let size = 0;
  request.on('data', (part: Uint8Array) => (size += part.length));
  request.on('end', () => response.end(`${request.headers['content-length'] ?? 'none'} ${size}`));
});
const tunnels: string[] = [];
const proxy = createProxy((_, response) => response.end('by the proxy'));
proxy.on('connect', (request, socket) => {
  tunnels.push(request.url ?? '');
  const up = connect(portOf(registry), '127.0.0.1', () => {
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    up.pipe(socket).pipe(up);
  });
  up.on('error', () => socket.destroy());
  socket.on('error', () => up.destroy());
});

let dir = '';
let file = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'colophon-network-'));
  file = join(dir, 'authority.pem');
  await writeFile(file, `# ours\n${authority}`);
  await Promise.all([listening(registry), listening(proxy)]);
});
afterAll(async () => {
  for (const server of [registry, proxy]) {
    server.close();
    server.closeAllConnections();
  }
  await rm(dir, { recursive: true });
});

const SCRIPT = `
  const [{ prepareNetwork }, { createAsk }] = await Promise.all(['network', 'index'].map((name) =>
    import(process.env.HERE + '/' + name + '.ts')));
  await prepareNetwork(process.env);
  const bytes = async function* () { for (let at = 0; at < 3; at += 1) yield new Uint8Array(50_000); };
  const put = { method: 'PUT', url: '/v2/x', scopes: [], repeatable: false, body: () => ({ length: 150_000, bytes }) };
  for (const origin of process.env.ORIGINS.split(' ')) {
    const answer = createAsk({ attempts: 1 })(origin)(put);
    console.log(await answer.then(
      async (answered) => new TextDecoder().decode(await answered.bytes(100)),
      (error) => error.code,
    ));
  }
`;

/** What one process is answered by each of these, or fails with. */
const trial = (
  origins: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<readonly string[]> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', SCRIPT], {
      env: { HERE: import.meta.dirname, ORIGINS: origins.join(' '), ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let printed = '';
    child.stdout.on('data', (part: Buffer) => (printed += part.toString()));
    child.on('close', () => resolve(printed.trim().split('\n')));
  });

/** What was said to be sent, and what came. */
const SENT = '150000 150000';
const FAR = 'https://registry.example';
const near = (): string => `https://localhost:${portOf(registry)}`;
const through = (): string => `http://127.0.0.1:${portOf(proxy)}`;

beforeEach(() => {
  tunnels.length = 0;
});

describe('a process', () => {
  it('trusts no authority that nobody named', async () => {
    expect(await trial([near()], {})).toEqual(['REGISTRY_UNREACHABLE']);
  });

  it('trusts the authorities of SSL_CERT_FILE, and goes through HTTPS_PROXY but to this machine', async () => {
    const env = { SSL_CERT_FILE: file, HTTPS_PROXY: through() };
    expect(await trial([FAR, near()], env)).toEqual([SENT, SENT]);
    expect(tunnels).toEqual(['registry.example:443']);
  });

  it('trusts those of NODE_EXTRA_CA_CERTS, and goes not through https_proxy to what NO_PROXY names', async () => {
    const env = {
      NODE_EXTRA_CA_CERTS: file,
      https_proxy: through(),
      NO_PROXY: 'other.example,direct.invalid',
    };
    expect(await trial([FAR, 'https://direct.invalid'], env)).toEqual([SENT, 'REGISTRY_UNREACHABLE']);
    expect(tunnels).toEqual(['registry.example:443']);
  });
});

it.each([
  { name: 'authorities that are not there', env: { SSL_CERT_FILE: '/nowhere/at/all' }, code: 'FILE_MISSING' },
  {
    name: 'authorities that are none',
    env: { SSL_CERT_FILE: join(import.meta.dirname, 'network.ts') },
    code: 'USAGE',
  },
  { name: 'a proxy of another kind', env: { HTTPS_PROXY: 'socks5://127.0.0.1:1' }, code: 'USAGE' },
  { name: 'a proxy at no address', env: { http_proxy: 'http://' }, code: 'USAGE' },
])('an environment is refused that names $name: $code', async ({ env, code }) => {
  await expect(prepareNetwork(env)).rejects.toMatchObject({ code });
});
