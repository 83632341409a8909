// Asks for those of Node's own modules that are slow to import: whoever imports one from a module has all that it exports
// looked up at once, and of these two that loads what nobody here needs, `fetch` and Web Crypto with all of their own.
import type { Plugin } from 'esbuild';

export const askedBuiltins: Plugin = {
  name: 'asked-builtins',
  setup: (bundler) => {
    bundler.onResolve({ filter: /^node:(?:crypto|http)$/ }, ({ path, kind }) =>
      kind === 'import-statement' ? { path, namespace: 'asked' } : { path, external: true },
    );
    bundler.onLoad({ filter: /^/, namespace: 'asked' }, ({ path }) => ({
      contents: `module.exports=process.getBuiltinModule(${JSON.stringify(path)})`,
    }));
  },
};
