// Locks between processes of one machine; the lock of a process that was killed is no lock.
import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { kill, pid } from 'node:process';

/** How a lock is let go, or the number of the process that holds it. */
export type Lock = { readonly letGo: () => Promise<void> } | { readonly holder: string };

/** Takes the lock that is this file, at once or not at all. */
export const tryLock = async (file: string): Promise<Lock> => {
  const own = `${file}.${randomUUID()}`;
  const word = `${pid} ${(await startOf(pid)) ?? ''}\n`;
  await writeFile(own, word);
  try {
    for (let attempt = 0; attempt < 20; attempt += 1) {
      // Linking fails when the file is there, and it is never there half-written.
      if (await linked(own, file)) return { letGo: () => rm(file, { force: true }) };
      const holder = await readFile(file, 'utf8').catch(() => undefined);
      if (holder === undefined) continue;
      if (await isAlive(holder)) return { holder: holder.trim().split(' ')[0] ?? '' };
      await putAside(file, holder);
    }
    return { holder: 'another process' };
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
  const aside = `${file}.${randomUUID()}.stale`;
  await rename(file, aside).catch(() => undefined);
  const moved = await readFile(aside, 'utf8').catch(() => holder);
  if (moved !== holder) await linked(aside, file);
  await rm(aside, { force: true });
};

/** A number is reused soon, above all in containers: the moment of the start tells two processes apart. */
const isAlive = async (holder: string): Promise<boolean> => {
  const [id = '', start = ''] = holder.trim().split(' ');
  if (!/^[1-9]\d*$/.test(id)) return false;
  try {
    kill(Number(id), 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  const now = await startOf(Number(id));
  return start === '' || now === undefined || now === start;
};

/** Ticks since boot at which a process began (proc(5), field 22); `undefined` where there is no /proc. */
const startOf = async (id: number): Promise<string | undefined> => {
  const stat = await readFile(`/proc/${id}/stat`, 'utf8').catch(() => undefined);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
};
