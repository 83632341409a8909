// Where the worker's code lies: beside this file, from source and in the published package alike.
import { existsSync } from 'node:fs';

/** The worker's module; `undefined` in a single-file bundle, which has none beside it and works inline. */
export const workerUrl = (): URL | undefined => {
  const name = import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js';
  const url = new URL(name, import.meta.url);
  return existsSync(url) ? url : undefined;
};
