import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { reveal } from '../../domain/secret.ts';
import type { Credential, Credentials } from '../registry-reader/credentials.ts';
import { createDockerCredentials, onlyFor } from './index.ts';

let home = '';
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'colophon-credentials-'));
});
afterEach(() => rm(home, { recursive: true }));

const put = async (path: string, content: unknown): Promise<string> => {
  const whole = join(home, path);
  await mkdir(join(whole, '..'), { recursive: true });
  await writeFile(whole, typeof content === 'string' ? content : JSON.stringify(content));
  return whole;
};
const helper = async (name: string, script: string): Promise<void> => {
  const path = await put(`bin/docker-credential-${name}`, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
};
const created = (env: Readonly<Record<string, string>> = {}, patience = 10_000): Credentials =>
  createDockerCredentials({
    env: { HOME: home, PATH: [join(home, 'bin'), process.env['PATH']].join(delimiter), ...env },
    patience,
  });

/** A credential with its secret laid open. */
const bare = (credential: Credential | undefined) => {
  if (credential === undefined) return undefined;
  return credential.kind === 'password'
    ? `${credential.user}:${reveal(credential.password)}`
    : `${credential.kind} ${reveal(credential.token)}`;
};
const auth = (user: string, password: string) => ({ auth: btoa(`${user}:${password}`) });

describe('credentials that Docker keeps', () => {
  it('are none where there is no file', async () => {
    expect(await created().of('ghcr.io')).toBeUndefined();
    expect(await createDockerCredentials({ env: {} }).of('ghcr.io')).toBeUndefined();
  });

  it.each([
    { name: 'a user and a password', entry: auth('ann', 'pass:word'), expect: 'ann:pass:word' },
    { name: 'both in the open', entry: { username: 'ann', password: 'word' }, expect: 'ann:word' },
    { name: 'without padding', entry: { auth: btoa('ann:word').replace(/=+$/, '') }, expect: 'ann:word' },
    { name: 'a password with a zero behind it', entry: auth('ann', 'word\0\0'), expect: 'ann:word' },
    {
      name: 'a refresh token',
      entry: { ...auth('<token>', ''), identitytoken: 'idt' },
      expect: 'refresh idt',
    },
    { name: 'a refresh token for a password', entry: auth('<token>', 'idt'), expect: 'refresh idt' },
    { name: "a registry's own token", entry: { registrytoken: 'own' }, expect: 'bearer own' },
    { name: 'an entry that only says that someone logged in', entry: {}, expect: undefined },
  ])('are read: $name', async ({ entry, expect: expected }) => {
    await put('.docker/config.json', {
      auths: { 'ghcr.io': entry },
      currentContext: 'x',
      plugins: { a: { b: 'c' } },
    });
    expect(bare(await created().of('ghcr.io'))).toBe(expected);
    expect(await created().of('quay.io')).toBeUndefined();
  });

  it.each([
    ['https://index.docker.io/v1/', 'docker.io'],
    ['index.docker.io', 'docker.io'],
    ['docker.io', 'registry-1.docker.io'],
    ['https://registry.example:5000', 'registry.example:5000'],
    ['https://registry.example/v2/', 'registry.example'],
    ['registry.example/v1/', 'registry.example'],
    ['Registry.Example', 'registry.example'],
  ])('kept under %s are of %s', async (key, host) => {
    await put('.docker/config.json', { auths: { [key]: auth('ann', 'word') } });
    expect(bare(await created().of(host))).toBe('ann:word');
    expect(await created().of('other.example')).toBeUndefined();
  });

  it('may be of some repositories only, and the narrowest counts', async () => {
    const file = await put('auth.json', {
      auths: {
        'quay.io': auth('host', 'x'),
        'quay.io/acme': auth('acme', 'x'),
        'quay.io/acme/widget': auth('widget', 'x'),
        'docker.io/library': auth('library', 'x'),
      },
    });
    const { of } = created({ REGISTRY_AUTH_FILE: file });
    for (const [host, name, user] of [
      ['quay.io', undefined, 'host'],
      ['quay.io', 'other', 'host'],
      ['quay.io', 'acmes/widget', 'host'],
      ['quay.io', 'acme/other', 'acme'],
      ['quay.io', 'acme/widget', 'widget'],
      ['quay.io', 'acme/widget/x', 'widget'],
      ['docker.io', 'library/alpine', 'library'],
    ] as const)
      expect(bare(await of(host, name))).toBe(`${user}:x`);
    expect(await of('docker.io', 'acme/widget')).toBeUndefined();
  });

  it('are looked for in REGISTRY_AUTH_FILE first, then where DOCKER_CONFIG says', async () => {
    await put('.docker/config.json', { auths: { 'c.io': auth('home', 'x') } });
    await put('else/config.json', { auths: { 'a.io': auth('docker', 'x'), 'b.io': auth('docker', 'x') } });
    const file = await put('auth.json', { auths: { 'a.io': auth('file', 'x') } });
    const { of } = created({ DOCKER_CONFIG: join(home, 'else'), REGISTRY_AUTH_FILE: file });
    expect(bare(await of('a.io'))).toBe('file:x');
    expect(bare(await of('b.io'))).toBe('docker:x');
    expect(await of('c.io')).toBeUndefined();
    expect(bare(await created({ DOCKER_CONFIG: '', REGISTRY_AUTH_FILE: '' }).of('c.io'))).toBe('home:x');
  });

  it.each([
    { name: 'no JSON', content: '{"auths": secret' },
    { name: 'a key twice', content: '{"auths":{},"auths":{"secret":{}}}' },
    { name: 'a list', content: ['secret'] },
    { name: 'an entry that is a text', content: { auths: { 'a.io': 'secret' } } },
    { name: 'a password that is no base64', content: { auths: { 'a.io': { auth: 'secret!' } } } },
    { name: 'a password without a user', content: { auths: { 'a.io': { auth: btoa('secret') } } } },
    { name: 'a helper that leads elsewhere', content: { credsStore: '../../secret' } },
    { name: 'a helper that is a number', content: { credHelpers: { 'a.io': 7 } } },
  ])('in a file that cannot be believed are refused: $name', async ({ content }) => {
    const path = await put('.docker/config.json', content);
    const failing = created().of('a.io');
    await expect(failing).rejects.toMatchObject({ code: 'CREDENTIALS_INVALID', at: path });
    const { message } = (await failing.catch((error: unknown) => error)) as Error;
    expect(message).toContain(path);
    expect(message).not.toContain('secret');
  });

  it('of a directory in place of a file are refused', async () => {
    await mkdir(join(home, '.docker/config.json'), { recursive: true });
    await expect(created().of('a.io')).rejects.toMatchObject({ code: 'CREDENTIALS_INVALID' });
  });
});

describe('a program that keeps credentials', () => {
  const answers = (user: string, word: string): string =>
    `echo "$1 $(cat)" >> "$HOME/asked"; printf '{"ServerURL":"x","Username":"${user}","Secret":"${word}"}'`;

  it('is asked for its host, and its answer is used', async () => {
    await helper(
      'ours',
      `read host; [ "$1 $host" = "get ghcr.io" ] && printf '{"Username":"ann","Secret":"'"$KEPT"'"}'`,
    );
    await put('.docker/config.json', {
      credHelpers: { 'ghcr.io': 'ours' },
      auths: { 'ghcr.io': auth('no', 'x') },
    });
    expect(bare(await created({ KEPT: 'word' }).of('ghcr.io'))).toBe('ann:word');
    expect(await created().of('quay.io')).toBeUndefined();
  });

  it('keeps those of all other hosts where it is the store', async () => {
    await helper('store', `read host; printf '{"Username":"'"$host"'","Secret":"x"}'`);
    await helper('ours', `printf '{"Username":"ours","Secret":"x"}'`);
    await put('.docker/config.json', { credsStore: 'store', credHelpers: { 'a.io': 'ours', 'b.io': '' } });
    const { of } = created();
    expect(bare(await of('a.io'))).toBe('ours:x');
    expect(await of('b.io')).toBeUndefined();
    expect(bare(await of('docker.io'))).toBe('https://index.docker.io/v1/:x');
  });

  it('is asked once for a host, and its refresh token is one', async () => {
    await helper('ours', answers('<token>', 'idt'));
    await put('.docker/config.json', { credsStore: 'ours' });
    const { of } = created();
    const found = await Promise.all([of('a.io', 'x'), of('a.io', 'y'), of('b.io')]);
    expect(found.map(bare)).toEqual(Array(3).fill('refresh idt'));
    expect((await readFile(join(home, 'asked'), 'utf8')).split('\n').sort()).toEqual([
      '',
      'get a.io',
      'get b.io',
    ]);
  });

  it.each([
    { name: 'that says so', script: 'echo "credentials not found in native keychain"; exit 1' },
    { name: 'whose answer is empty', script: `printf '{"ServerURL":"","Username":"","Secret":""}'` },
  ])('may know none: $name', async ({ script }) => {
    await helper('ours', script);
    await put('.docker/config.json', { credsStore: 'ours' });
    expect(await created().of('a.io')).toBeUndefined();
  });

  it.each([
    { name: 'that prints garbage', script: 'echo "secret garbage"' },
    { name: 'that prints nothing', script: 'true' },
    { name: 'that prints a key twice', script: `printf '{"Username":"a","Secret":"secret","Secret":"b"}'` },
    { name: 'that prints without end', script: 'yes secret' },
    { name: 'that fails', script: 'echo secret; exit 3' },
    {
      name: 'that fails although it prints an answer',
      script: `printf '{"Username":"a","Secret":"secret"}'; exit 1`,
    },
    { name: 'that is killed', script: 'kill -9 $$' },
  ])('$name is refused, and not quoted', async ({ script }) => {
    await helper('ours', script);
    await put('.docker/config.json', { credsStore: 'ours' });
    const failing = created().of('a.io');
    await expect(failing).rejects.toMatchObject({ code: 'CREDENTIAL_HELPER_FAILED' });
    const error = (await failing.catch((failure: unknown) => failure)) as Error;
    expect(error.message).toContain('docker-credential-ours');
    expect(error.message).not.toContain('secret');
    expect(error.cause).toBeUndefined();
  });

  it('that is not there is refused', async () => {
    await put('.docker/config.json', { credsStore: 'nowhere' });
    await expect(created().of('a.io')).rejects.toMatchObject({
      code: 'CREDENTIAL_HELPER_FAILED',
      message: expect.stringContaining('there is no such program'),
    });
  });

  it.each([
    { name: 'that hangs', script: 'sleep 30' },
    { name: 'whose child hangs with its output', script: 'sleep 30 & exit 0' },
  ])('$name is ended', async ({ script }) => {
    await helper('ours', script);
    await put('.docker/config.json', { credsStore: 'ours' });
    const before = performance.now();
    await expect(created({}, 300).of('a.io')).rejects.toMatchObject({ code: 'CREDENTIAL_HELPER_FAILED' });
    expect(performance.now() - before).toBeLessThan(5000);
  });

  it('is ended with the signal', async () => {
    await helper('ours', 'sleep 30');
    await put('.docker/config.json', { credsStore: 'ours' });
    const controller = new AbortController();
    const env = { HOME: home, PATH: [join(home, 'bin'), process.env['PATH']].join(delimiter) };
    const waiting = createDockerCredentials({ env, signal: controller.signal }).of('a.io');
    setTimeout(() => controller.abort(new Error('enough')), 50);
    await expect(waiting).rejects.toThrow('enough');
  });
});

it('a login at one host is no login at another', async () => {
  await put('.docker/config.json', {
    auths: {
      'a.io': auth('ann', 'x'),
      'b.io': auth('bob', 'x'),
      'https://index.docker.io/v1/': auth('hub', 'x'),
    },
  });
  expect(bare(await onlyFor('a.io', created()).of('a.io', 'x'))).toBe('ann:x');
  expect(await onlyFor('a.io', created()).of('b.io')).toBeUndefined();
  expect(bare(await onlyFor('index.docker.io', created()).of('docker.io'))).toBe('hub:x');
});
