// A rehearsal on a disk that is too small: a clear failure, nothing half-published, and the same command goes on
// once there is room.
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { colophon } from '../support/colophon.ts';
import { createWidget } from '../support/widget.ts';
import { type CheckResult, run } from './kit.ts';

/** Needs root: it mounts small tmpfs file systems below `scratch`, and unmounts them. */
export const diskFullChecks = async (scratch: string): Promise<readonly CheckResult[]> => {
  const widget = createWidget({ dir: join(scratch, 'widget'), tag: 'v1.2.0' });
  const results: CheckResult[] = [];
  for (const kilobytes of [16, 64, 128, 192, 256])
    results.push(...(await onDisk(scratch, widget.dir, kilobytes)));
  return results;
};

const onDisk = async (
  scratch: string,
  repository: string,
  kilobytes: number,
): Promise<readonly CheckResult[]> => {
  const disk = join(scratch, `disk-${kilobytes}`);
  await mkdir(disk);
  await run('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', disk]);
  try {
    const out = join(disk, 'rehearsal');
    const rehearse = ['rehearse', repository, '--tag', 'v1.2.0', '--out', out, '--json'];
    const full = await colophon(rehearse);
    const { error } = JSON.parse(full.stdout) as { readonly error?: { readonly code: string } };
    const nothing = !existsSync(join(out, 'forge/releases'));
    const clear = full.exit === 3 && error?.code === 'DISK_FULL' && !/\n\s+at /.test(full.stderr);
    await run('mount', ['-o', 'remount,size=64m', disk]);
    const again = await colophon(rehearse);
    const verified = await colophon(['verify', out, '--rehearsal']);
    return [
      {
        name: `a disk of ${kilobytes} KiB is said to be full`,
        passed: clear,
        said: `${full.exit} ${full.stdout}${full.stderr}`.slice(0, 1500),
      },
      { name: `nothing is public on a disk of ${kilobytes} KiB`, passed: nothing },
      {
        name: 'with room the same command goes on',
        passed: again.exit === 0 && verified.exit === 0,
        said: `${again.stdout}${again.stderr}`.slice(0, 1500),
      },
    ];
  } finally {
    await run('umount', [disk]);
  }
};
