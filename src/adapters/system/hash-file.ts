// Hashes one local file, a step at a time, on the main thread and in workers alike.
import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, lstatSync, openSync, readSync } from 'node:fs';

import { Failure } from '../../domain/failure.ts';
import type { FileDigest } from '../../ports/digester.ts';

/** One reused buffer of this size equals openssl; streams cost up to 2.7 times as much (docs/decisions). */
export const READ_SIZE = 256 * 1024;
/** About ten milliseconds of hashing: how long a step keeps its thread. */
const STEP = 16 * 2 ** 20;

/**
 * Opens, reads and hashes the file, pausing after every 16 MiB; returns its digest.
 *
 * Fails with `FILE_MISSING`, `FILE_NOT_REGULAR` for links (never followed), directories, pipes and devices,
 * `FILE_CHANGED` when there are other than the bytes that were there at the beginning, `FILE_UNREADABLE`.
 */
export function* hashFile(path: string, buffer: Uint8Array): Generator<undefined, FileDigest> {
  const file = openRegular(path);
  try {
    const expected = fstatSync(file).size;
    const hash = createHash('sha256');
    let size = 0;
    for (let step = STEP; ;) {
      const length = read(file, buffer, path);
      if (length === 0) break;
      hash.update(length === buffer.length ? buffer : buffer.subarray(0, length));
      size += length;
      if (size > expected) break;
      step -= length;
      if (step <= 0) {
        step = STEP;
        yield;
      }
    }
    if (size !== expected) throw changed(path);
    return { digest: `sha256:${hash.digest('hex')}`, size };
  } finally {
    closeSync(file);
  }
}

/** Opens a file for reading that is a regular one, not by a link; the caller closes it. Fails as `hashFile` does. */
export const openRegular = (path: string): number => {
  let file: number | undefined;
  try {
    // Where the system cannot refuse links when it opens, look first.
    if (constants.O_NOFOLLOW === undefined && lstatSync(path).isSymbolicLink()) throw notRegular(path);
    // Without O_NONBLOCK a named pipe would keep us waiting for its other end.
    file = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
    if (!fstatSync(file).isFile()) throw notRegular(path);
    return file;
  } catch (error) {
    if (file !== undefined) closeSync(file);
    throw fileFailure(path, error);
  }
};

/** What an error of the file system means for a file that is read. */
export const fileFailure = (path: string, error: unknown): Failure => {
  if (error instanceof Failure) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  // ELOOP is what O_NOFOLLOW answers to a link; ENXIO is a socket.
  if (code === 'ELOOP' || code === 'EMLINK' || code === 'ENXIO' || code === 'EISDIR') return notRegular(path);
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new Failure('FILE_MISSING', `there is no file ${path}`, {
      remedy: 'Check the path.',
      cause: error,
    });
  }
  return new Failure('FILE_UNREADABLE', `${path} cannot be read: ${code}`, {
    remedy: 'Make the file readable for this user, and check the disk.',
    cause: error,
  });
};

const read = (file: number, buffer: Uint8Array, path: string): number => {
  try {
    return readSync(file, buffer, 0, buffer.length, null);
  } catch (error) {
    throw fileFailure(path, error);
  }
};

const notRegular = (path: string): Failure =>
  new Failure('FILE_NOT_REGULAR', `${path} is no regular file`, {
    remedy: 'Put the file itself there: links, directories, pipes and devices are not read.',
  });

const changed = (path: string): Failure =>
  new Failure('FILE_CHANGED', `${path} changed while it was read`, {
    remedy: 'Run the same command again when nothing else writes there.',
  });
