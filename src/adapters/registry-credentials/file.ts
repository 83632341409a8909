// Docker's config.json and containers-auth.json(5): where they lie, and what in them is about credentials. Nothing of
// what they hold is ever quoted.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Failure } from '../../domain/failure.ts';
import { secret } from '../../domain/secret.ts';
import { FormatError } from '../../formats/format-error.ts';
import { parseJson } from '../../formats/json.ts';
import { type Fields, maybe, object, text } from '../../formats/strict.ts';
import type { Credential } from '../registry-reader/credentials.ts';
import { keyOf } from './host.ts';

export interface CredentialFile {
  readonly path: string;
  /** By `keyOf`; an entry may say that there is none. */
  readonly auths: ReadonlyMap<string, Credential | undefined>;
  /** Names of helpers by `keyOf`; an empty one says that none is asked. */
  readonly helpers: ReadonlyMap<string, string>;
  /** The helper for every other host. */
  readonly store?: string;
}

/** Bytes; no such file comes near. */
const MAX_FILE = 4 * 1024 * 1024;

/** Where credentials may be kept, in the order in which they count. */
export const filesOf = (env: Readonly<Record<string, string | undefined>>): readonly string[] => {
  const home = env['HOME'] ?? env['USERPROFILE'];
  const docker = filled(env['DOCKER_CONFIG']) ?? (home === undefined ? undefined : join(home, '.docker'));
  return [
    filled(env['REGISTRY_AUTH_FILE']),
    docker === undefined ? undefined : join(docker, 'config.json'),
  ].filter((path) => path !== undefined);
};

/** What a file holds; `undefined` where there is none. Fails with `CREDENTIALS_INVALID`. */
export const readCredentialFile = (path: string): CredentialFile | undefined => {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw invalid(path, `it cannot be read (${code})`);
  }
  let document: unknown;
  try {
    document = parseJson(bytes, { bytes: MAX_FILE, depth: 32 });
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw invalid(path, 'it is not JSON that can be read in one way only');
  }
  try {
    return { path, ...parse(object(document, '')) };
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw invalid(path, error.message);
  }
};

const filled = (value: string | undefined): string | undefined => (value === '' ? undefined : value);

const parse = (fields: Fields): Omit<CredentialFile, 'path'> => {
  const auths = byKey(maybe(fields, 'auths', '', object) ?? {}, (value, at) =>
    credentialOf(object(value, at), at),
  );
  const helpers = byKey(maybe(fields, 'credHelpers', '', object) ?? {}, helperName);
  const store = maybe(fields, 'credsStore', '', helperName);
  return { auths, helpers, ...(store === undefined || store === '' ? {} : { store }) };
};

// Places are counted, for a key may be anything.
const byKey = <T>(fields: Fields, read: (value: unknown, at: string) => T): ReadonlyMap<string, T> => {
  const found = new Map<string, T>();
  for (const [index, [key, value]] of Object.entries(fields).entries()) {
    const one = read(value, `entry ${index + 1}`);
    // A name as it is asked for counts before one that only amounts to it.
    if (key === keyOf(key) || !found.has(keyOf(key))) found.set(keyOf(key), one);
  }
  return found;
};

/** It becomes part of a program's name. */
const helperName = (value: unknown, at: string): string => {
  const name = text(value, at);
  if (name !== '' && !/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(name))
    throw new FormatError('no name of a helper', at);
  return name;
};

const credentialOf = (fields: Fields, at: string): Credential | undefined => {
  const word = (name: string): string => maybe(fields, name, at, text) ?? '';
  const [registryToken, identityToken] = [word('registrytoken'), word('identitytoken')];
  if (registryToken !== '') return { kind: 'bearer', token: secret(registryToken) };
  if (identityToken !== '') return { kind: 'refresh', token: secret(identityToken) };
  const auth = word('auth');
  return auth === ''
    ? credentialFrom(word('username'), word('password'))
    : credentialFrom(...decode(auth, `${at}.auth`));
};

/** A user and what goes with it; `undefined` when both are empty. The user `<token>` has a refresh token. */
export const credentialFrom = (user: string, word: string): Credential | undefined => {
  if (word === '') return undefined;
  if (user === '<token>') return { kind: 'refresh', token: secret(word) };
  return { kind: 'password', user, password: secret(word) };
};

const decode = (value: string, at: string): readonly [user: string, password: string] => {
  const bytes = Buffer.from(value, 'base64');
  // Some tools leave the padding out.
  if (bytes.toString('base64').replace(/=+$/, '') !== value.replace(/=+$/, ''))
    throw new FormatError('no base64', at);
  const pair = bytes.toString('utf8').replace(/\0+$/, '');
  const colon = pair.indexOf(':');
  if (colon < 0) throw new FormatError('no user and password', at);
  return [pair.slice(0, colon), pair.slice(colon + 1)];
};

const invalid = (path: string, why: string): Failure =>
  new Failure('CREDENTIALS_INVALID', `${path} holds no credentials that can be read: ${why}`, {
    remedy: 'Log in again, or name another file in REGISTRY_AUTH_FILE or another directory in DOCKER_CONFIG.',
    at: path,
  });
