// The TypeScript projects that `rings.json` amounts to: one a ring, each referring to the rings that it may import.
import { usesNode, type Ring, type Rings } from './table.ts';

/** Files to be written, by path from the root, as JSON values. */
export const projectsOf = (rings: Rings): ReadonlyMap<string, unknown> =>
  new Map<string, unknown>([
    ...Object.entries(rings).map(
      ([name, ring]) => [`src/${name}/tsconfig.json`, projectOf(name, ring)] as const,
    ),
    [
      'tsconfig.rings.json',
      { files: [], references: Object.keys(rings).map((name) => ({ path: `src/${name}` })) },
    ],
  ]);

const projectOf = (name: string, ring: Ring): unknown => ({
  extends: '../../tsconfig.base.json',
  compilerOptions: {
    composite: true,
    emitDeclarationOnly: true,
    rootDir: '..',
    outDir: '../../build/types',
    tsBuildInfoFile: `../../build/${name}.tsbuildinfo`,
    types: usesNode(ring) ? ['node'] : [],
  },
  // Beside Node's own types the few web globals would clash or, worse, narrow them silently.
  include: usesNode(ring) ? ['**/*.ts'] : ['**/*.ts', '../web.d.ts'],
  exclude: ['**/*.test.ts'],
  references: ring.imports.map((other) => ({ path: `../${other}` })),
});
