// The rehearsal's keys and its log's leaves on disk: there only while the rehearsal is unfinished (docs/trust.md 3).
import { Buffer } from 'node:buffer';
import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { appendFile, mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { Failure } from '../../domain/failure.ts';
import { canonicalJson } from '../../formats/canonical-json.ts';
import { syncDirectory, writeWhole } from '../system/write-whole.ts';
import { createAuthority, createKey, type Authority } from './authority.ts';
import type { LeafFile } from './log.ts';
import { createTimestampAuthority, type TimestampAuthority } from './timestamp.ts';

/** Everything that the stand-in signs with. */
export interface Keys {
  readonly authority: Authority;
  readonly timestampAuthority: TimestampAuthority;
  /** P-256 */
  readonly ctLog: KeyObject;
  /** Ed25519 */
  readonly log: KeyObject;
}

/** Makes all keys, valid from a minute ago (clocks are set back now and then) for ten years. */
export const createKeys = (now: number): Keys => {
  const [from, to] = [now - 60_000, now + 3650 * 86_400_000];
  return {
    authority: createAuthority(from, to),
    timestampAuthority: createTimestampAuthority(from, to),
    ctLog: createKey().privateKey,
    log: generateKeyPairSync('ed25519').privateKey,
  };
};

/** The keys in this directory; `undefined` when there are none. Fails with `SIGNING_STATE_DAMAGED`. */
export const readKeys = async (directory: string): Promise<Keys | undefined> => {
  const text = await readOptional(join(directory, FILE));
  if (text === undefined) return undefined;
  try {
    return parseKeys(JSON.parse(text.toString('utf8')));
  } catch {
    // No cause: what a parser says about this file may quote a key.
    throw damaged(FILE);
  }
};

/** Writes all keys in one file that is there whole or not at all; only its owner may read it. */
export const writeKeys = async (directory: string, keys: Keys): Promise<void> => {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await writeWhole(join(directory, FILE), canonicalJson(formatKeys(keys)), 0o600);
};

/** Removes the keys first, then whatever else lies there. */
export const eraseKeys = async (directory: string): Promise<void> => {
  await rm(join(directory, FILE), { force: true });
  await rm(directory, { recursive: true, force: true });
  await syncDirectory(dirname(directory));
};

/** The log's leaf hashes, one line of hexadecimal digits each; a torn last line was never promised to anyone. */
export const leafFile = (directory: string): LeafFile => {
  const path = join(directory, 'log');
  let known: readonly Uint8Array[] | undefined;
  const leaves = async (): Promise<readonly Uint8Array[]> => {
    if (known !== undefined) return known;
    const text = ((await readOptional(path)) ?? Buffer.alloc(0)).toString('latin1');
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    if (whole.length < text.length) await writeWhole(path, Buffer.from(whole, 'latin1'), 0o600);
    const lines = whole.split('\n').slice(0, -1);
    if (!lines.every((line) => /^[0-9a-f]{64}$/.test(line))) throw damaged('log');
    known = lines.map((line) => new Uint8Array(Buffer.from(line, 'hex')));
    return known;
  };
  return {
    leaves,
    append: async (leaf) => {
      const list = await leaves();
      // Until it is on disk, what the file holds is unknown: a failed write may have left a torn line.
      known = undefined;
      await appendFile(path, `${Buffer.from(leaf).toString('hex')}\n`, { mode: 0o600, flush: true });
      known = [...list, leaf];
    },
  };
};

/** A file's bytes; `undefined` when there is no such file. */
export const readOptional = async (path: string): Promise<Buffer | undefined> => {
  try {
    return await readFile(path);
  } catch (error) {
    return absentIsFine(error);
  }
};

const FILE = 'keys.json';
const KIND = 'colophon.rehearsal-keys';

const formatKeys = (keys: Keys): object => ({
  kind: KIND,
  version: 1,
  authority: {
    root: base64(keys.authority.root),
    intermediate: base64(keys.authority.intermediate),
    key: privateKey(keys.authority.key),
  },
  timestampAuthority: {
    root: base64(keys.timestampAuthority.root),
    leaf: base64(keys.timestampAuthority.leaf),
    key: privateKey(keys.timestampAuthority.key),
  },
  ctLog: privateKey(keys.ctLog),
  log: privateKey(keys.log),
});

const parseKeys = (json: unknown): Keys => {
  const top = members(json);
  if (top['kind'] !== KIND || top['version'] !== 1) throw new TypeError('of another kind');
  const authority = members(top['authority']);
  const stamps = members(top['timestampAuthority']);
  return {
    authority: {
      root: bytesOf(authority['root']),
      intermediate: bytesOf(authority['intermediate']),
      key: keyOf(authority['key']),
    },
    timestampAuthority: {
      root: bytesOf(stamps['root']),
      leaf: bytesOf(stamps['leaf']),
      key: keyOf(stamps['key']),
    },
    ctLog: keyOf(top['ctLog']),
    log: keyOf(top['log']),
  };
};

const members = (value: unknown): Readonly<Record<string, unknown>> => {
  if (typeof value !== 'object' || value === null) throw new TypeError('not an object');
  return value as Readonly<Record<string, unknown>>;
};

const bytesOf = (value: unknown): Uint8Array => {
  if (typeof value !== 'string' || value === '') throw new TypeError('not base64');
  return new Uint8Array(Buffer.from(value, 'base64'));
};

const keyOf = (value: unknown): KeyObject =>
  createPrivateKey({ key: Buffer.from(bytesOf(value)), format: 'der', type: 'pkcs8' });

const privateKey = (key: KeyObject): string =>
  key.export({ format: 'der', type: 'pkcs8' }).toString('base64');

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

const absentIsFine = (error: unknown): undefined => {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  return undefined;
};

const damaged = (file: string): Failure =>
  new Failure('SIGNING_STATE_DAMAGED', `the rehearsal's ${file} is damaged`, {
    remedy: 'rehearse into another, empty directory',
    at: file,
  });
