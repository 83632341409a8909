// Files that appear whole or not at all: written beside their place, forced to disk, renamed into it.
import { constants } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Replaces a small file by these bytes in one step, and returns once bytes and name are on disk. */
export const writeWhole = async (path: string, bytes: Uint8Array, mode = 0o644): Promise<void> => {
  const beside = `${path}.new`;
  // What an interrupted write has left there.
  await rm(beside, { force: true });
  const file = await open(beside, 'wx', mode);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(beside, path);
  await syncDirectory(dirname(path));
};

/** A name is on disk only when its directory is. Windows has no handle for a directory, and no need for one. */
export const syncDirectory = async (path: string): Promise<void> => {
  const directory = await open(path, constants.O_RDONLY).catch(() => undefined);
  await directory?.sync().catch(() => undefined);
  await directory?.close();
};
