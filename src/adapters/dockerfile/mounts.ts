// Mounts that a build which was ended half-way may leave below its room: nothing is removed through one, since what is
// behind it is the machine's own.
import { readFile } from 'node:fs/promises';

import { Failure } from '../../domain/failure.ts';
import { runProcess } from '../workshop/process.ts';

/** Undoes them; fails with `BUILD_FAILED`, and a name, for one that stays. */
export const leaveNoMounts = async (dir: string): Promise<void> => {
  for (const place of await mountsBelow(dir)) {
    await runProcess({
      label: 'umount',
      argv: ['umount', '--lazy', place],
      cwd: '/',
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
      timeout: 30,
      signal: new AbortController().signal, // also when the build was interrupted
      line: () => undefined,
    }).catch(() => undefined);
  }
  const [left] = await mountsBelow(dir);
  if (left === undefined) return;
  throw new Failure('BUILD_FAILED', `the builder left a mount at ${left}, which could not be undone`, {
    remedy: `undo it before anything below it is removed: umount --lazy ${left}`,
  });
};

/** Their places, the deepest first; none where the system keeps no such list (proc(5), mountinfo). */
export const mountsBelow = async (dir: string, list = '/proc/self/mountinfo'): Promise<readonly string[]> => {
  const text = await readFile(list, 'utf8').catch(() => '');
  return text
    .split('\n')
    .map((line) => unescaped(line.split(' ')[4] ?? ''))
    .filter((place) => place === dir || place.startsWith(`${dir}/`))
    .toReversed();
};

/** Space, tab, line feed and backslash are written in octal. */
const unescaped = (text: string): string =>
  text.replaceAll(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
