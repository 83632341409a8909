// Go build information of an ELF file whose bytes pass once: for programs that cannot be streamed again cheaply.
// `readGoBuildInfo` looks where the linker says; this takes the first mark behind which the linker's lines stand.
import { Buffer } from 'node:buffer';

import { goBuildInfoAt, type GoBuildInfo, MAGIC, MAX_INFO, STEP } from './read.ts';

export interface GoWatch {
  /** The next bytes of the file. */
  readonly see: (chunk: Uint8Array) => void;
  /** At the end: what was found; `unreadable` where marks stand and no lines behind any of them. */
  readonly found: () => GoBuildInfo | 'unreadable' | undefined;
}

const ELF = Buffer.from('\u007fELF', 'latin1');

/** Watches one file from its first byte, and keeps no piece of it; holds at most 1 MiB and a chunk of it, and only behind a mark. */
export const watchForGo = (): GoWatch => {
  const mark = Buffer.from(MAGIC);
  // What was not judged yet, and where in the file it begins.
  let window = Buffer.alloc(0);
  let start = 0;
  // Behind a mark, pieces are gathered until there are enough of them to be read.
  let gathered: Uint8Array[] = [];
  let missing = 0;
  let marked = false;
  let state: 'beginning' | 'searching' | 'over' = 'beginning';
  let info: GoBuildInfo | undefined;
  const drop = (length: number): void => {
    window = window.subarray(length);
    start += length;
  };
  const join = (): void => {
    window = Buffer.concat([window, ...gathered]);
    gathered = [];
  };
  const search = (ended: boolean): void => {
    while (state === 'searching') {
      const at = window.indexOf(mark);
      if (at === -1) {
        drop(Math.max(0, window.length - mark.length + 1));
        missing = 0;
        return;
      }
      drop(at);
      if (start % STEP === 0) {
        missing = ended ? 0 : MAX_INFO - window.length;
        if (missing > 0) return;
        marked = true;
        info = goBuildInfoAt(window.subarray(0, MAX_INFO));
        if (info !== undefined) state = 'over';
      }
      drop(1);
    }
  };
  /** Most pieces hold no mark: they are not copied to be searched. */
  const passes = (chunk: Uint8Array): boolean => {
    if (state !== 'searching' || window.length >= mark.length || chunk.length < mark.length) return false;
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    const across = Buffer.concat([window, bytes.subarray(0, mark.length - 1)]);
    if (across.includes(mark) || bytes.includes(mark)) return false;
    const rest = bytes.length - mark.length + 1;
    start += window.length + rest;
    window = Buffer.from(bytes.subarray(rest));
    return true;
  };
  return {
    see: (chunk) => {
      if (state === 'over' || (missing <= 0 && passes(chunk))) return;
      // What is kept for later must not change with what comes next.
      gathered.push(missing > chunk.length ? chunk.slice() : chunk);
      missing -= chunk.length;
      if (missing > 0) return;
      join();
      if (state === 'beginning' && window.length >= ELF.length)
        state = window.subarray(0, ELF.length).equals(ELF) ? 'searching' : 'over';
      search(false);
      if (state === 'over') window = Buffer.alloc(0);
    },
    found: () => {
      join();
      search(true);
      return info ?? (marked ? 'unreadable' : undefined);
    },
  };
};
