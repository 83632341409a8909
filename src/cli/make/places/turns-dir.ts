// Where all processes of one user on this machine take turns at the same names of registries, whatever they release from.
import { lstat, mkdir } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** Absolute; nothing where somebody else has the place, so that whoever writes takes turns with itself alone. */
export const turnsDir = async (temporary = tmpdir()): Promise<{ readonly lockDir?: string }> => {
  const { uid } = userInfo();
  const dir = join(temporary, `colophon-turns-${uid}`);
  await mkdir(dir, { recursive: true, mode: 0o700 }).catch(() => undefined);
  const found = await lstat(dir).catch(() => undefined);
  // Where users have no numbers, each has a temporary directory of its own.
  return found?.isDirectory() === true && (uid === -1 || found.uid === uid) ? { lockDir: dir } : {};
};
