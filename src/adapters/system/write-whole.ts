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

/** Of each directory, the synchronisation that has not begun yet, and the one that runs. */
const next = new Map<string, Promise<void>>();
const running = new Map<string, Promise<void>>();

/**
 * A name is on disk only when its directory is: returns once a synchronisation that began after the call has ended.
 * Whoever asks before it begins waits for the same one, so that many files of a directory need few.
 */
export const syncDirectory = (path: string): Promise<void> => {
  const waiting = next.get(path);
  if (waiting !== undefined) return waiting;
  const synced = syncBehind(path, running.get(path));
  next.set(path, synced);
  return synced;
};

const syncBehind = async (path: string, before: Promise<void> | undefined): Promise<void> => {
  // A turn at least: by then this is the next one. Whether the one before went well is for its own callers.
  await before?.catch(() => undefined);
  const own = next.get(path);
  next.delete(path);
  if (own !== undefined) running.set(path, own);
  try {
    await syncNow(path);
  } finally {
    if (running.get(path) === own) running.delete(path);
  }
};

// Windows has no handle for a directory, and no need for one.
const syncNow = async (path: string): Promise<void> => {
  const directory = await open(path, constants.O_RDONLY).catch(() => undefined);
  await directory?.sync().catch(() => undefined);
  await directory?.close();
};
