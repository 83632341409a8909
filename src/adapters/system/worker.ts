// What runs apart from the main thread: hashing files, compressing with pako, removing large trees.
import { parentPort, workerData } from 'node:worker_threads';

import { Failure } from '../../domain/failure.ts';
import { hashFile, READ_SIZE } from './hash-file.ts';
import { createPakoDeflater } from './pako-deflater.ts';
import { removeTreeNow } from './remove-tree.ts';
import type {
  CompressAnswer,
  CompressAsk,
  HashAnswer,
  HashAsk,
  RemoveAnswer,
  RemoveAsk,
  Work,
} from './worker-messages.ts';

const port = parentPort;
if (port === null) throw new Error('this module runs in a worker');
const work = workerData as Work;

if (work === 'hash') {
  const buffer = Buffer.allocUnsafeSlow(READ_SIZE);
  port.on('message', ({ path }: HashAsk) => {
    port.postMessage(hash(path, buffer));
  });
} else if (work === 'remove') {
  port.on('message', ({ dir }: RemoveAsk) => {
    port.postMessage({ removed: remove(dir) } satisfies RemoveAnswer);
  });
} else {
  const deflater = createPakoDeflater();
  port.on('message', ({ chunk, last }: CompressAsk) => {
    const made = deflater.push(chunk, last);
    port.postMessage(
      { made } satisfies CompressAnswer,
      made.map(({ buffer }) => buffer),
    );
  });
}

const hash = (path: string, buffer: Uint8Array): HashAnswer => {
  try {
    const steps = hashFile(path, buffer);
    for (;;) {
      const step = steps.next();
      if (step.done === true) return { file: step.value };
    }
  } catch (error) {
    // A Failure loses its class on the way; its parts do not.
    if (error instanceof Failure)
      return { failure: { code: error.code, message: error.message, remedy: error.remedy } };
    throw error;
  }
};

const remove = (dir: string): boolean => {
  try {
    removeTreeNow(dir);
    return true;
  } catch {
    return false;
  }
};
