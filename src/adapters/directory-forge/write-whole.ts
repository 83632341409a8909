// Files that appear whole or not at all: written beside their place, flushed, renamed.
import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Replaces a small file by these bytes in one step, and returns once they are on disk. */
export const writeWhole = async (file: string, bytes: Uint8Array): Promise<void> => {
  const beside = `${file}.new`;
  const handle = await open(beside, 'w', 0o644);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(beside, file);
  await flushDirectory(dirname(file));
};

/** Makes renames inside a directory last through a crash. */
export const flushDirectory = async (dir: string): Promise<void> => {
  const handle = await open(dir, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};
