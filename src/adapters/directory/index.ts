// A directory of downloads as a place where the files of a release lie (ports/asset-source.ts).
import { isUtf8 } from 'node:buffer';
import { closeSync, constants, fstatSync, lstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';

import { Failure } from '../../domain/failure.ts';
import { byBytes } from '../../domain/byte-order.ts';
import type { AssetSource, SourceFile } from '../../ports/asset-source.ts';
import type { Digester } from '../../ports/digester.ts';

/**
 * The files of this directory, not of those below it. A link is never followed: it is listed as what is no
 * regular file, and asking for its bytes or digest fails with `FILE_NOT_REGULAR`.
 *
 * `list` fails with `FILE_MISSING` where there is no directory; `digests` and `bytes` with `FILE_MISSING`,
 * `FILE_NOT_REGULAR`, `FILE_UNREADABLE`, `FILE_CHANGED`; `bytes` with `FILE_TOO_LARGE`; `stream` as `bytes`, at its
 * first piece.
 */
export const createDirectory = (dir: string, digester: Digester): AssetSource => ({
  list: async () => list(dir),
  digests: async (names) => digester.files(names.map((name) => join(dir, plain(name)))),
  bytes: async (name, limit) => bytes(join(dir, plain(name)), name, limit),
  stream: (name) => stream(join(dir, plain(name))),
});

// Synchronous calls: what is asked for is small and at hand, and node:fs/promises alone costs more to load.
const list = (dir: string): readonly SourceFile[] =>
  told(dir, () => readdirSync(dir, { encoding: 'buffer' }))
    .map((raw) => {
      const name = Buffer.from(raw).toString('utf8');
      // A name that is not UTF-8 can be no asset's: it is shown as well as it goes, and never opened.
      return { name, size: isUtf8(raw) ? sizeOf(join(dir, name)) : -1 };
    })
    .toSorted((a, b) => byBytes(a.name, b.name));

const sizeOf = (path: string): number => {
  const it = told(path, () => lstatSync(path));
  return it.isFile() ? it.size : -1;
};

const open = (path: string): number => {
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  return told(path, () => openSync(path, flags));
};

const READ_SIZE = 256 * 1024;

async function* stream(path: string): AsyncIterable<Uint8Array> {
  const file = open(path);
  try {
    const it = told(path, () => fstatSync(file));
    if (!it.isFile()) throw notRegular(path);
    for (let left = it.size; ;) {
      // A new one each time: whoever reads may keep it. Hardly larger than what is left, which may have grown.
      const buffer = new Uint8Array(Math.min(READ_SIZE, Math.max(left, 0) + 1));
      const length = told(path, () => readSync(file, buffer, 0, buffer.length, null));
      left -= length;
      if (length === 0) return;
      yield buffer.subarray(0, length);
    }
  } finally {
    closeSync(file);
  }
}

const bytes = (path: string, name: string, limit: number): Uint8Array => {
  const file = open(path);
  try {
    return told(path, () => readWhole(file, path, name, limit));
  } finally {
    closeSync(file);
  }
};

const readWhole = (file: number, path: string, name: string, limit: number): Uint8Array => {
  const it = fstatSync(file);
  if (!it.isFile()) throw notRegular(path);
  if (it.size > limit) throw tooLarge(name, limit);
  // One more than there should be: the file may have grown since.
  const buffer = new Uint8Array(it.size + 1);
  let length = 0;
  for (;;) {
    const read = readSync(file, buffer, length, buffer.length - length, null);
    if (read === 0) break;
    length += read;
    if (length > it.size) break;
  }
  if (length !== it.size) throw changed(path);
  return buffer.subarray(0, length);
};

const told = <T>(path: string, ask: () => T): T => {
  try {
    return ask();
  } catch (error) {
    throw fileFailure(path, error);
  }
};

/** A name of an entry of this directory, and no way out of it. */
const plain = (name: string): string => {
  if (name === '' || name === '.' || name === '..' || /[/\\\0]/.test(name)) {
    throw new Failure('FILE_MISSING', `${JSON.stringify(name)} is no file name`, {
      remedy: 'Name a file of the directory.',
    });
  }
  return name;
};

const fileFailure = (path: string, error: unknown): Failure => {
  if (error instanceof Failure) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new Failure('FILE_MISSING', `there is no ${path}`, { remedy: 'Check the path.', cause: error });
  }
  if (['ELOOP', 'EMLINK', 'ENXIO', 'EISDIR'].includes(code)) return notRegular(path);
  return new Failure('FILE_UNREADABLE', `${path} cannot be read: ${code}`, {
    remedy: 'Make it readable for this user, and check the disk.',
    cause: error,
  });
};

const notRegular = (path: string): Failure =>
  new Failure('FILE_NOT_REGULAR', `${path} is no regular file`, {
    remedy: 'Put the file itself there: links, directories, pipes and devices are not read.',
  });
const changed = (path: string): Failure =>
  new Failure('FILE_CHANGED', `${path} changed while it was read`, {
    remedy: 'Run the same command again when nothing else writes there.',
  });
const tooLarge = (name: string, limit: number): Failure =>
  new Failure('FILE_TOO_LARGE', `${name} has more than the ${limit} bytes that a document may have`, {
    remedy:
      'Check that this is the file that the release means; a document of a release is never that large.',
  });
