// Locks between processes of one machine; the lock of a process that was killed is no lock.
import { randomUUID } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
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
      if (await isAlive(holder)) return { holder: idOf(holder) };
      const other = await putAside(file, holder, own);
      if (other !== undefined) return { holder: idOf(other) };
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

/**
 * Removes the lock of a dead process, unless another process is about to: answers the word of that one then. Only who
 * holds the claim removes a lock that is not its own, so that nobody removes what somebody has put there meanwhile.
 */
const putAside = async (file: string, holder: string, own: string): Promise<string | undefined> => {
  const claim = `${file}.stale`;
  if (!(await linked(own, claim))) {
    const other = await readFile(claim, 'utf8').catch(() => undefined);
    if (other === undefined) return undefined;
    // A claim is a lock like the other: of a dead process, it is put aside as that is.
    return (await isAlive(other)) ? other : putAside(claim, other, own);
  }
  try {
    const still = await readFile(file, 'utf8').catch(() => undefined);
    if (still === holder) await rm(file, { force: true });
  } finally {
    await rm(claim, { force: true });
  }
  return undefined;
};

const idOf = (word: string): string => word.trim().split(' ')[0] ?? '';

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
