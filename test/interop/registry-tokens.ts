// Who gives tokens for a registry, as the distribution specification has it: whoever has the password gets what was
// asked for, whoever says nothing may read, and whoever is wrong gets nothing.
import { createSign, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';

import { run } from './kit.ts';
import { PASSWORD, USER } from './registry-users.ts';

export interface TokenServer {
  readonly realm: string;
  readonly service: string;
  readonly issuer: string;
  /** What the registry trusts: a certificate, PEM. */
  readonly certificates: string;
  /** Stands for the password, as Docker keeps it in `identitytoken`. */
  readonly refresh: string;
  readonly close: () => Promise<void>;
}

const SERVICE = 'registry.interop';
const ISSUER = 'interop';
const WRONG = { errors: [{ code: 'UNAUTHORIZED', message: 'wrong name or password' }] };

/** Listens on loopback; `dir` takes its key. */
export const startTokenServer = async (dir: string): Promise<TokenServer> => {
  const [key, certificates] = [join(dir, 'token.key'), join(dir, 'token.crt')];
  const files = ['-keyout', key, '-out', certificates];
  const argv = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=interop'];
  const made = await run('openssl', [...argv, ...files]);
  if (made.status !== 0) throw new Error(`openssl made no key: ${made.said}`);
  const sign = signer(await readFile(key, 'utf8'), await readFile(certificates, 'utf8'));
  const refresh = randomUUID();
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const granted = await grant(request, refresh);
    const token = granted === undefined ? undefined : sign(granted);
    response.writeHead(token === undefined ? 401 : 200, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify(token === undefined ? WRONG : { token, access_token: token, expires_in: 300 }),
    );
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    realm: `http://127.0.0.1:${port}/token`,
    service: SERVICE,
    issuer: ISSUER,
    certificates,
    refresh,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

interface Access {
  readonly type: string;
  readonly name: string;
  readonly actions: readonly string[];
}

/** What may be done by whoever asks; `undefined` for one who is not who he says. */
const grant = async (request: IncomingMessage, refresh: string): Promise<readonly Access[] | undefined> => {
  const { searchParams } = new URL(request.url ?? '', 'http://tokens');
  const form = new URLSearchParams(request.method === 'POST' ? await bodyOf(request) : '');
  const asked = [...searchParams.getAll('scope'), ...form.getAll('scope')].flatMap((one) => one.split(' '));
  const { authorization } = request.headers;
  const basic = `Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString('base64')}`;
  const member =
    form.get('grant_type') === 'refresh_token'
      ? form.get('refresh_token') === refresh
      : authorization === basic;
  if (!member && (authorization !== undefined || form.size > 0)) return undefined;
  return asked.flatMap((scope) => {
    const [, type = '', name = '', actions = ''] = /^(\w+):(.+):([a-z,*]+)$/.exec(scope) ?? [];
    const wanted = actions.split(',');
    return type === ''
      ? []
      : [{ type, name, actions: member ? wanted : wanted.filter((one) => one === 'pull') }];
  });
};

const signer =
  (key: string, certificate: string) =>
  (access: readonly Access[]): string => {
    const now = Math.floor(Date.now() / 1000);
    const der = certificate.replaceAll(/-----[^-]+-----|\s/g, '');
    const head = { typ: 'JWT', alg: 'RS256', x5c: [der] };
    const claims = { iss: ISSUER, sub: USER, aud: SERVICE, exp: now + 300, nbf: now - 10, iat: now };
    const text = [head, { ...claims, jti: randomUUID(), access }]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    return `${text}.${createSign('RSA-SHA256').update(text).sign(key, 'base64url')}`;
  };

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
};
