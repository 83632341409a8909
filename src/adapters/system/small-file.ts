// Small files, read and written on this thread: to have another one do each step costs ten times what the step does.
import { closeSync, constants, fstatSync, fsync, openSync, readSync, writeSync } from 'node:fs';
import { promisify } from 'node:util';

/** Bytes up to which a file is small. */
export const SMALL = 64 * 1024;

/** The whole of a regular file; `undefined` where there is none that is small, and for links, which are not followed. */
export const readSmall = (path: string): Uint8Array | undefined => {
  const file = openOrNot(path);
  if (file === undefined) return undefined;
  try {
    const found = fstatSync(file);
    if (!found.isFile() || found.size > SMALL) return undefined;
    const bytes = new Uint8Array(found.size + 1);
    let have = 0;
    for (let count = 1; count > 0 && have < bytes.length; have += count)
      count = readSync(file, bytes, have, bytes.length - have, null);
    // What grows meanwhile is left to those who stream.
    return have === bytes.length ? undefined : bytes.subarray(0, have);
  } finally {
    closeSync(file);
  }
};

/** A new file of these bytes, which are on disk when it returns; only that is waited for. */
export const writeSmall = async (path: string, bytes: Uint8Array): Promise<void> => {
  const file = openSync(path, 'wx', 0o644);
  try {
    for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
    await sync(file);
  } finally {
    closeSync(file);
  }
};

const sync = promisify(fsync);

const openOrNot = (path: string): number | undefined => {
  try {
    return openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch {
    return undefined;
  }
};
