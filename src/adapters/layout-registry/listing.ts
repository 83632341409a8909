// The index of a layout, changed by one process at a time and replaced in one step (image-spec 1.1, image-layout.md).
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

import type { Descriptor } from '../../domain/descriptor.ts';
import { Failure } from '../../domain/failure.ts';
import { OCI_INDEX } from '../../domain/oci.ts';
import { canonicalJson, canonicalText } from '../../formats/canonical-json.ts';
import { readIndex } from '../layout-reader/index.ts';
import { tryLock } from '../system/lock.ts';
import { writeWhole } from '../system/write-whole.ts';

/** What the index is to list, from what it lists. */
export type Change = (
  listed: readonly Descriptor[],
) => readonly Descriptor[] | Promise<readonly Descriptor[]>;

/** Milliseconds. */
const PATIENCE = 60_000;

/**
 * Changes what the layout in `dir` lists; a layout is made where none lies. What `change` throws leaves everything as it
 * was. Fails with `LAYOUT_BUSY` when another process does not let go.
 */
export const changeListing = async (dir: string, change: Change): Promise<void> => {
  await mkdir(dir, { recursive: true });
  const letGo = await locked(dir);
  try {
    const there = readIndex(dir);
    const wanted = await change(there ?? []);
    if (there !== undefined && canonicalText(there) === canonicalText(wanted)) return;
    // The index last: whoever sees it sees a layout.
    if (there === undefined)
      await writeWhole(join(dir, 'oci-layout'), canonicalJson({ imageLayoutVersion: '1.0.0' }));
    const index = canonicalJson({ schemaVersion: 2, mediaType: OCI_INDEX, manifests: wanted });
    await writeWhole(join(dir, 'index.json'), index);
  } finally {
    await letGo();
  }
};

const locked = async (dir: string): Promise<() => Promise<void>> => {
  for (let waited = 0, pause = 2; ; waited += pause, pause = Math.min(pause * 2, 100)) {
    const lock = await tryLock(join(dir, 'lock'));
    if ('letGo' in lock) return lock.letGo;
    if (waited > PATIENCE) throw busy(dir, lock.holder);
    await setTimeout(pause);
  }
};

const busy = (dir: string, holder: string): Failure =>
  new Failure('LAYOUT_BUSY', `${dir} is in use by process ${holder}`, {
    remedy: 'wait until it has ended, then run the same command again',
  });
