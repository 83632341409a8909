// One process at a time in a rehearsal's directory, and one rehearsal of a repository at a time into a registry.
import { join } from 'node:path';

import { tryLock } from '../../../adapters/system/lock.ts';
import { hexOf } from '../../../domain/digest.ts';
import { Failure } from '../../../domain/failure.ts';
import { sha256 } from '../../../formats/sha256.ts';
import { turnsDir } from './turns-dir.ts';

/** Takes the lock, or fails with `REHEARSAL_BUSY`; answers how to let it go. */
export const takeLock = async (dir: string): Promise<() => Promise<void>> => {
  const lock = await tryLock(join(dir, 'lock'));
  if ('letGo' in lock) return lock.letGo;
  throw new Failure('REHEARSAL_BUSY', `${dir} is in use by process ${lock.holder}`, {
    remedy: 'wait until it has ended, or rehearse into another directory with --out',
  });
};

/** The same for what a repository's rehearsals write into a real registry, whatever directory they have. */
export const takeRegistry = async (
  host: string,
  repository: string,
  temporary?: string,
): Promise<() => Promise<void>> => {
  const { lockDir } = await turnsDir(temporary);
  if (lockDir === undefined) return async () => undefined;
  const name = hexOf(sha256(new TextEncoder().encode(`${host} ${repository}`))).slice(0, 32);
  const lock = await tryLock(join(lockDir, `rehearsal-${name}.lock`));
  if ('letGo' in lock) return lock.letGo;
  throw new Failure(
    'REHEARSAL_BUSY',
    `process ${lock.holder} rehearses ${repository} into ${host} at this moment`,
    { remedy: 'wait until it has ended, and empty the registry; or rehearse into another one' },
  );
};
