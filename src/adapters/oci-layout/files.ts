// The store's files: opened without following links, written beside their place and renamed into it.
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';

import type { Digest } from '../../domain/digest.ts';
import { Failure } from '../../domain/failure.ts';
import { SMALL, writeSmall } from '../system/small-file.ts';
import { syncDirectory } from '../system/write-whole.ts';

export const READ_SIZE = 256 * 1024;

/** A regular file for reading; `undefined` when there is none of that name, a link or a directory included. */
export const openBlob = async (path: string): Promise<FileHandle | undefined> => {
  try {
    const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
    const handle = await open(path, flags);
    if ((await handle.stat()).isFile()) return handle;
    await handle.close();
    return undefined;
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ELOOP', 'ENOTDIR', 'EISDIR', 'ENXIO')) return undefined;
    throw error;
  }
};

/** What the file holds now, which has about `size` bytes. */
export const digestOf = async (handle: FileHandle, size: number): Promise<Digest> => {
  const buffer = Buffer.allocUnsafeSlow(Math.min(READ_SIZE, size + 1));
  const hash = createHash('sha256');
  for (;;) {
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, null);
    if (bytesRead === 0) return `sha256:${hash.digest('hex')}`;
    hash.update(buffer.subarray(0, bytesRead));
  }
};

/** Writes a new file whole and syncs it; on any failure nothing of it is left. Fails with `DISK_FULL`. */
export const writeNew = async (
  path: string,
  bytes: AsyncIterable<Uint8Array> | Uint8Array,
): Promise<void> => {
  if (bytes instanceof Uint8Array && bytes.length <= SMALL) return writeNewSmall(path, bytes);
  const handle = await open(path, 'wx', 0o644);
  try {
    for await (const chunk of bytes instanceof Uint8Array ? [bytes] : bytes) {
      for (let done = 0; done < chunk.length;) done += (await handle.write(chunk, done)).bytesWritten;
    }
    await handle.sync();
    await handle.close();
  } catch (error) {
    await handle.close().catch(() => undefined);
    await unlink(path).catch(() => undefined);
    throw diskFailure(error);
  }
};

const writeNewSmall = async (path: string, bytes: Uint8Array): Promise<void> => {
  try {
    await writeSmall(path, bytes);
  } catch (error) {
    await unlink(path).catch(() => undefined);
    throw diskFailure(error);
  }
};

/** Gives a written file its name, and returns once the name is on disk. */
export const moveInto = async (from: string, to: string): Promise<void> => {
  await rename(from, to).catch((error: unknown) => {
    throw diskFailure(error);
  });
  await syncDirectory(dirname(to));
};

/** Makes a directory and those above it; fails with `DISK_FULL`. */
export const makeDirectory = async (path: string): Promise<void> => {
  await mkdir(path, { recursive: true }).catch((error: unknown) => {
    throw diskFailure(error);
  });
};

export const hasCode = (error: unknown, ...codes: readonly string[]): boolean =>
  error instanceof Error && 'code' in error && codes.includes(String(error.code));

const diskFailure = (error: unknown): unknown =>
  hasCode(error, 'ENOSPC', 'EDQUOT')
    ? new Failure('DISK_FULL', 'there is no space left for the content of the release', {
        remedy: 'Make space and run the same command again: it goes on where it stopped.',
        cause: error,
      })
    : error;
