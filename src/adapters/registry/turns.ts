// Writers of the same name take turns: those of this process in a line, those of one machine by a lock file. Across
// machines nothing can make them (a tag has no compare-and-set).
import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { Failure } from '../../domain/failure.ts';
import { tryLock } from '../system/lock.ts';
import type { Place } from './place.ts';

/** Does something while nobody else writes this reference. */
export type Turns = <T>(place: Place, reference: string, act: () => Promise<T>) => Promise<T>;

/** Turns of this process; of all that are given the same directory, where one is given. */
export const createTurns = (lockDir?: string): Turns => {
  const lines = new Map<string, Promise<unknown>>();
  return async (place, reference, act) => {
    const name = `${place.origin}/${place.name}:${reference}`;
    const before = lines.get(name);
    const mine = (async () => {
      await before?.catch(() => undefined);
      return lockDir === undefined ? act() : locked(place, lockDir, name, act);
    })();
    lines.set(name, mine);
    try {
      return await mine;
    } finally {
      if (lines.get(name) === mine) lines.delete(name);
    }
  };
};

const locked = async <T>(place: Place, dir: string, name: string, act: () => Promise<T>): Promise<T> => {
  await mkdir(dir, { recursive: true });
  const file = join(dir, `${createHash('sha256').update(name).digest('hex').slice(0, 32)}.lock`);
  for (let waited = 0, pause = 5; ; waited += pause, pause = Math.min(pause * 2, 100)) {
    const lock = await tryLock(file);
    if ('letGo' in lock) {
      try {
        return await act();
      } finally {
        await lock.letGo();
      }
    }
    if (waited > PATIENCE)
      throw new Failure('REGISTRY_BUSY', `process ${lock.holder} does not finish writing ${name}`, {
        remedy: 'Wait until it has ended, then run the same command again.',
      });
    await place.rest(pause);
  }
};

/** Milliseconds. */
const PATIENCE = 120_000;
