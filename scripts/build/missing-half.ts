// Lets a tree without the producer's half be bundled: what is lazily loaded and not there fails when it is asked for.
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import type { Plugin } from 'esbuild';

export const missingHalf: Plugin = {
  name: 'missing-half',
  setup: (bundler) => {
    bundler.onResolve({ filter: /\/make\/([\w-]+\/)?[\w-]+\.ts$/ }, ({ kind, path, resolveDir }) =>
      kind === 'dynamic-import' && !existsSync(join(resolveDir, path)) ? { path, external: true } : undefined,
    );
  },
};
