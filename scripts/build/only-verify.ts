// Leaves the producer's half out of the file that only `colophon verify` loads (src/cli/load-session.ts).
import type { Plugin } from 'esbuild';

export const onlyVerify: Plugin = {
  name: 'only-verify',
  setup: (bundler) => {
    bundler.onResolve({ filter: /\/make\/([\w-]+\/)?[\w-]+\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: 'make', namespace: 'left-out' } : undefined,
    );
    bundler.onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({ contents: '' }));
  },
};
