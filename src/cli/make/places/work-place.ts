// Where project code is checked out and run: outside every repository, since tools look upwards for their files.
import { lstat, mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

import { hexOf } from '../../../domain/digest.ts';
import { sha256 } from '../../../formats/sha256.ts';

/**
 * An absolute directory that belongs to this user alone, the same for every run of the same rehearsal, so that
 * the next one removes what a killed one left. A name that someone else has taken is not used.
 */
export const workPlace = async (dir: string): Promise<string> => {
  const place = join(tmpdir(), `colophon-work-${hexOf(sha256(new TextEncoder().encode(dir))).slice(0, 16)}`);
  await mkdir(place, { mode: 0o700 }).catch(() => undefined);
  const found = await lstat(place).catch(() => undefined);
  const ours = found?.isDirectory() === true && (found.mode & 0o077) === 0 && isOwn(found.uid);
  return ours || process.platform === 'win32' ? place : mkdtemp(`${place}-`);
};

const isOwn = (uid: number): boolean => uid === userInfo().uid;
