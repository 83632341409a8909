// Leaves what the entry loads lazily where another bundle has put it.
import type { Plugin } from 'esbuild';

export const fromChunks: Plugin = {
  name: 'from-chunks',
  setup: (bundler) => {
    bundler.onResolve({ filter: /^\.\/(?:session|launch)\.ts$/ }, ({ path }) => ({
      path: path.replace(/^\.\/(.*)\.ts$/, './chunks/$1.js'),
      external: true,
    }));
  },
};
