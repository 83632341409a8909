// Carries the worker inside the bundle: `worker-url.ts` answers a `data:` URL, so no second file must be found.
import { join } from 'node:path';

import { build, type Plugin } from 'esbuild';

/** Replaces `worker-url.ts` of this folder by the bundled `worker.ts` that stands beside it. */
export const inlineWorker = (folder: string): Plugin => ({
  name: 'inline-worker',
  setup: (bundler) => {
    bundler.onLoad({ filter: /[\\/]worker-url\.ts$/ }, async ({ path }) => {
      if (path !== join(folder, 'worker-url.ts')) return undefined;
      const { outputFiles } = await build({
        entryPoints: [join(folder, 'worker.ts')],
        bundle: true,
        platform: 'node',
        format: 'esm',
        target: 'node22',
        minify: true,
        legalComments: 'none',
        write: false,
      });
      const code = Buffer.from(outputFiles[0]?.contents ?? []).toString('base64');
      return {
        contents: `export const workerUrl = () => new URL('data:text/javascript;base64,${code}');`,
        watchFiles: [join(folder, 'worker.ts')],
      };
    });
  },
});
