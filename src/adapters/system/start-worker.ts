// Starts a worker and talks to it one question at a time.
import { Worker } from 'node:worker_threads';

import type { Work } from './worker-messages.ts';
import { workerUrl } from './worker-url.ts';

export interface Talk<Ask, Answer> {
  /** The next question only after the last answer. */
  readonly ask: (question: Ask) => Promise<Answer>;
  readonly end: () => void;
}

/** A worker for this work; `undefined` where its code is not at hand. It does not keep the process alive between questions. */
export const startWorker = <Ask, Answer>(work: Work): Talk<Ask, Answer> | undefined => {
  const url = workerUrl();
  if (url === undefined) return undefined;
  const worker = new Worker(url, { workerData: work, execArgv: [], env: {} });
  let waiting:
    { readonly resolve: (answer: Answer) => void; readonly reject: (error: unknown) => void } | undefined;
  let broken: unknown;
  const settle = (): typeof waiting => {
    const asked = waiting;
    waiting = undefined;
    worker.unref();
    return asked;
  };
  worker.on('message', (answer: Answer) => settle()?.resolve(answer));
  worker.on('error', (error) => {
    broken = error;
    settle()?.reject(error);
  });
  worker.on('exit', () => {
    broken ??= new Error('the worker has ended');
    settle()?.reject(broken);
  });
  worker.unref();
  return {
    ask: (question) =>
      new Promise((resolve, reject) => {
        if (broken !== undefined) {
          reject(broken);
          return;
        }
        waiting = { resolve, reject };
        worker.ref();
        worker.postMessage(question);
      }),
    end: () => void worker.terminate(),
  };
};
