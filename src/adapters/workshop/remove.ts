// Removes a directory tree, also one that holds directories without write permission (Go's module cache does).
import { chmod, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Removes everything below and at `dir`; nothing happens when it is not there. Links are not followed. */
export const removeTree = async (dir: string): Promise<void> => {
  const options = { recursive: true, force: true, maxRetries: 3 } as const;
  try {
    await rm(dir, options);
  } catch {
    await makeWritable(dir);
    await rm(dir, options);
  }
};

const makeWritable = async (dir: string): Promise<void> => {
  await chmod(dir, 0o700);
  for (const entry of await readdir(dir, { withFileTypes: true })) {
    if (entry.isDirectory()) await makeWritable(join(dir, entry.name));
  }
};
