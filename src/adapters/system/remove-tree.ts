// Removes directory trees, also such as hold directories without write permission (Go's module cache does).
import { chmodSync, readdirSync, rmSync } from 'node:fs';
import { opendir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import type { RemoveAnswer, RemoveAsk } from './worker-messages.ts';

/** Removes everything below and at `dir`; nothing happens when it is not there. Links are not followed. */
export const removeTree = async (dir: string): Promise<void> => {
  if ((await isLarge(dir)) && (await removeApart(dir))) return;
  try {
    await rm(dir, OPTIONS);
  } catch {
    makeWritable(dir);
    await rm(dir, OPTIONS);
  }
};

/** The same on this thread, which does nothing else meanwhile. */
export const removeTreeNow = (dir: string): void => {
  try {
    rmSync(dir, OPTIONS);
  } catch {
    makeWritable(dir);
    rmSync(dir, OPTIONS);
  }
};

const OPTIONS = { recursive: true, force: true, maxRetries: 3 } as const;

/** Entries; `rm` asks for all that it finds at once, and everything else that reads or writes waits behind them. */
const LARGE = 2000;

const isLarge = async (dir: string): Promise<boolean> => {
  const below = [dir];
  let count = 0;
  for (let at = below.pop(); at !== undefined; at = below.pop()) {
    // What cannot be read is no reason to go elsewhere: who removes it says so.
    const entries = await opendir(at).catch(() => undefined);
    if (entries === undefined) continue;
    for await (const entry of entries) {
      count += 1;
      if (count > LARGE) return true;
      if (entry.isDirectory()) below.push(join(at, entry.name));
    }
  }
  return false;
};

/** In a thread of its own; `false` where that is not to be had. */
const removeApart = async (dir: string): Promise<boolean> => {
  const { startWorker } = await import('./start-worker.ts');
  const worker = startWorker<RemoveAsk, RemoveAnswer>('remove');
  if (worker === undefined) return false;
  try {
    return (await worker.ask({ dir })).removed;
  } finally {
    worker.end();
  }
};

const makeWritable = (dir: string): void => {
  chmodSync(dir, 0o700);
  for (const entry of readdirSync(dir, { withFileTypes: true }))
    if (entry.isDirectory()) makeWritable(join(dir, entry.name));
};
