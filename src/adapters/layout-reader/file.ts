// Files of a layout, opened without following links and read within bounds. Synchronous calls: documents are small and
// at hand, and node:fs/promises alone costs more to load.
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

import { Failure } from '../../domain/failure.ts';

export interface OpenFile {
  readonly descriptor: number;
  /** Bytes. */
  readonly size: number;
}

const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Nothing of that name, or nothing that is read: a link, a directory, a device. */
const NONE: readonly string[] = ['ENOENT', 'ENOTDIR', 'ELOOP', 'EMLINK', 'EISDIR', 'ENXIO'];

/** What `use` makes of a regular file; `undefined` when there is none of that name. Fails with `FILE_UNREADABLE`. */
export const withFile = <T>(path: string, use: (file: OpenFile) => T): T | undefined => {
  const file = openPlain(path);
  if (file === undefined) return undefined;
  try {
    return use(file);
  } finally {
    closeSync(file.descriptor);
  }
};

/** A regular file for reading, which the caller closes; `undefined` when there is none of that name. */
export const openPlain = (path: string): OpenFile | undefined => {
  let descriptor: number;
  try {
    descriptor = openSync(path, FLAGS);
  } catch (error) {
    if (NONE.includes(codeOf(error))) return undefined;
    throw unreadable(path, error);
  }
  const about = fstatSync(descriptor);
  if (about.isFile()) return { descriptor, size: about.size };
  closeSync(descriptor);
  return undefined;
};

/** All bytes of an open file, at most `limit`; `undefined` when there are more. */
export const readUpTo = ({ descriptor, size }: OpenFile, limit: number): Uint8Array | undefined => {
  if (size > limit) return undefined;
  // One more than there should be: the file may have grown since.
  const buffer = new Uint8Array(size + 1);
  let length = 0;
  for (;;) {
    const read = readSync(descriptor, buffer, length, buffer.length - length, null);
    length += read;
    if (read === 0 || length > size) return length > size ? undefined : buffer.subarray(0, length);
  }
};

export const unreadable = (path: string, error: unknown): Failure =>
  new Failure('FILE_UNREADABLE', `${path} cannot be read: ${codeOf(error)}`, {
    remedy: 'Make it readable for this user, and check the disk.',
    cause: error,
  });

export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
