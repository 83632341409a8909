// SHA-256 of local files: in place for little, over several threads for much (ports/digester.ts).
import { lstatSync } from 'node:fs';
import { availableParallelism } from 'node:os';

import { Failure } from '../../domain/failure.ts';
import type { Digester, FileDigest } from '../../ports/digester.ts';
import { hashFile, READ_SIZE } from './hash-file.ts';
import type { HashAnswer, HashAsk } from './worker-messages.ts';

export interface DigesterOptions {
  /** Most threads; default: the machine's cores. */
  readonly jobs?: number;
}

/**
 * Hashes with at most `jobs` threads, this one included. Below 64 MiB together, or for one file, other threads
 * would cost more to start than they save. This thread pauses every 16 MiB, so that timers and Ctrl-C go on.
 *
 * `files` fails as `hashFile` does: `FILE_MISSING`, `FILE_NOT_REGULAR`, `FILE_CHANGED`, `FILE_UNREADABLE`.
 */
export const createDigester = ({ jobs = availableParallelism() }: DigesterOptions = {}): Digester => ({
  files: async (paths) => {
    const sizes = paths.map(sizeOf);
    const digests: (FileDigest | undefined)[] = paths.map(() => undefined);
    // The largest first, so that no lane begins a large one when the others are done.
    const queue = paths.map((_, index) => index).toSorted((a, b) => (sizes[b] ?? 0) - (sizes[a] ?? 0));
    const much = sizes.reduce((sum, size) => sum + size, 0) > MUCH;
    const most = much ? Math.min(jobs, paths.length) : 1;
    const lanes: Lane[] = [inline()];
    while (lanes.length < most) {
      const lane = await apart();
      if (lane === undefined) break;
      lanes.push(lane);
    }
    try {
      await Promise.all(
        lanes.map(async (lane) => {
          for (let index = queue.shift(); index !== undefined; index = queue.shift()) {
            digests[index] = await lane.hash(paths[index] ?? '');
          }
        }),
      );
    } finally {
      // After a failure: nobody takes another file.
      queue.length = 0;
      for (const lane of lanes) lane.close();
    }
    return digests.filter((digest) => digest !== undefined);
  },
});

const MUCH = 64 * 2 ** 20;

interface Lane {
  readonly hash: (path: string) => Promise<FileDigest>;
  readonly close: () => void;
}

const inline = (): Lane => {
  const buffer = Buffer.allocUnsafeSlow(READ_SIZE);
  let closed = false;
  let since = 0;
  return {
    hash: async (path) => {
      const steps = hashFile(path, buffer);
      for (;;) {
        const step = steps.next();
        if (step.done === true) {
          since += step.value.size + PER_FILE;
          if (since > PAUSE) {
            since = 0;
            await breathe();
          }
          return step.value;
        }
        await breathe();
        if (closed) {
          steps.return({ digest: 'sha256:', size: 0 });
          throw new Error('another lane has failed, and the caller has heard of it');
        }
      }
    },
    close: () => {
      closed = true;
    },
  };
};

const breathe = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

const PAUSE = 16 * 2 ** 20;
/** What opening and closing a file costs, in bytes of hashing. */
const PER_FILE = 64 * 1024;

const apart = async (): Promise<Lane | undefined> => {
  // Loaded when it is needed: most verifications never hash enough.
  const { startWorker } = await import('./start-worker.ts');
  const worker = startWorker<HashAsk, HashAnswer>('hash');
  return (
    worker && {
      hash: async (path) => {
        const answer = await worker.ask({ path });
        if ('file' in answer) return answer.file;
        const { code, message, remedy } = answer.failure;
        throw new Failure(code, message, { remedy });
      },
      close: worker.end,
    }
  );
};

/** For the order only; a file that is not there fails when its turn comes. */
const sizeOf = (path: string): number => lstatSync(path, { throwIfNoEntry: false })?.size ?? 0;
