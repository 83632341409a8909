// One process at a time in a rehearsal's directory.
import { join } from 'node:path';

import { tryLock } from '../../adapters/system/lock.ts';
import { Failure } from '../../domain/failure.ts';

/** Takes the lock, or fails with `REHEARSAL_BUSY`; answers how to let it go. */
export const takeLock = async (dir: string): Promise<() => Promise<void>> => {
  const lock = await tryLock(join(dir, 'lock'));
  if ('letGo' in lock) return lock.letGo;
  throw new Failure('REHEARSAL_BUSY', `${dir} is in use by process ${lock.holder}`, {
    remedy: 'wait until it has ended, or rehearse into another directory with --out',
  });
};
