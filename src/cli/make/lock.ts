// One process at a time in a rehearsal's directory; the lock of a process that was killed is no lock.
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { Failure } from '../../domain/failure.ts';

const NAME = 'lock';

/** Takes the lock, or fails with `REHEARSAL_BUSY`; answers how to let it go. */
export const takeLock = async (dir: string): Promise<() => Promise<void>> => {
  const file = join(dir, NAME);
  const own = `${file}.${process.pid}`;
  const word = `${process.pid} ${(await startOf(process.pid)) ?? ''}\n`;
  await writeFile(own, word);
  try {
    for (let attempt = 0; attempt < 20; attempt += 1) {
      // Linking fails when the file is there, and it is never there half-written.
      if (await linked(own, file)) return async () => rm(file, { force: true });
      const holder = await readFile(file, 'utf8').catch(() => undefined);
      if (holder === undefined) continue;
      if (await isAlive(holder)) throw busy(dir, holder);
      await putAside(file, holder);
    }
    throw busy(dir, 'another process');
  } finally {
    await rm(own, { force: true });
  }
};

const linked = async (from: string, to: string): Promise<boolean> =>
  link(from, to).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return false;
      throw error;
    },
  );

/** Removes the lock of a dead process, and nothing that someone else has put there meanwhile. */
const putAside = async (file: string, holder: string): Promise<void> => {
  const aside = `${file}.${process.pid}.stale`;
  await rename(file, aside).catch(() => undefined);
  const moved = await readFile(aside, 'utf8').catch(() => holder);
  if (moved !== holder) await linked(aside, file);
  await rm(aside, { force: true });
};

/** A number is reused soon, above all in containers: the moment of the start tells two processes apart. */
const isAlive = async (holder: string): Promise<boolean> => {
  const [pid = '', start = ''] = holder.trim().split(' ');
  if (!/^[1-9]\d*$/.test(pid)) return false;
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  const now = await startOf(Number(pid));
  return start === '' || now === undefined || now === start;
};

/** Ticks since boot at which a process began (proc(5), field 22); `undefined` where there is no /proc. */
const startOf = async (pid: number): Promise<string | undefined> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
};

const busy = (dir: string, holder: string): Failure =>
  new Failure('REHEARSAL_BUSY', `${dir} is in use by process ${holder.trim().split(' ')[0] ?? ''}`, {
    remedy: 'wait until it has ended, or rehearse into another directory with --out',
  });
