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

/** The synchronisation of each directory that has not begun yet, which all who ask meanwhile wait for together. */
const next = new Map<string, Promise<void>>();
const running = new Map<string, Promise<void>>();

/**
 * A name is on disk only when its directory is: returns once one synchronisation that began after the call has ended.
 * Many files of one directory share few of them.
 */
export const syncDirectory = (path: string): Promise<void> => {
  const waiting = next.get(path);
  if (waiting !== undefined) return waiting;
  const before = running.get(path);
  const synced = (before?.catch(() => undefined) ?? Promise.resolve()).then(async () => {
    next.delete(path);
    running.set(path, synced);
    await syncNow(path).finally(() => {
      if (running.get(path) === synced) running.delete(path);
    });
  });
  next.set(path, synced);
  return synced;
};

// Windows has no handle for a directory, and no need for one.
const syncNow = async (path: string): Promise<void> => {
  const directory = await open(path, constants.O_RDONLY).catch(() => undefined);
  await directory?.sync().catch(() => undefined);
  await directory?.close();
};
