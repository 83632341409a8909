// What rings without Node's types can see must read the same without them: a `Buffer` or a `KeyObject` would
// silently become `any` there.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

import { importsOf } from './imports.ts';
import { usesNode, type Rings } from './table.ts';

// All other types of Node are imported, and the import gives them away.
const NODE_TYPE = /\b(?:Buffer|NodeJS\.\w+)\b|["']node:[\w/]+["']/;

/** One sentence for each declaration within sight that shows a type of Node; the compiler has written `build/types`. */
export const leakedTypes = (root: string, rings: Rings): readonly string[] =>
  [...withinSight(root, rings)].flatMap((file) =>
    leaksIn(file, readFileSync(join(root, 'build/types', file), 'utf8')),
  );

export const leaksIn = (file: string, declarations: string): readonly string[] =>
  declarations
    .replaceAll(/\/\*[^]*?\*\/|\/\/.*$/gm, '')
    .split('\n')
    .flatMap((line) => NODE_TYPE.exec(line)?.[0] ?? [])
    .map((type) => `${file} shows ${type}, which is Node's alone`);

/** Declarations of what such rings import, and of what those declarations mention. */
const withinSight = (root: string, rings: Rings): ReadonlySet<string> => {
  const seen = new Set<string>();
  const visit = (file: string): void => {
    const path = join(root, 'build/types', file);
    if (seen.has(file) || !existsSync(path)) return;
    seen.add(file);
    neighbours(file, readFileSync(path, 'utf8')).forEach(visit);
  };
  for (const name of Object.keys(rings).filter((ring) => !usesNode(rings[ring] ?? { imports: [] }))) {
    for (const source of globSync(`${name}/**/*.ts`, { cwd: join(root, 'src') }).filter(isSource)) {
      visit(declarationOf(source));
      neighbours(source, readFileSync(join(root, 'src', source), 'utf8')).forEach(visit);
    }
  }
  return seen;
};

const isSource = (path: string): boolean => !path.endsWith('.test.ts');

const neighbours = (file: string, text: string): readonly string[] =>
  importsOf(text).flatMap(({ specifier }) =>
    specifier?.startsWith('.')
      ? [declarationOf(posix.join(posix.dirname(file.replaceAll('\\', '/')), specifier))]
      : [],
  );

const declarationOf = (path: string): string => path.replace(/(?:\.d)?\.[jt]s$/, '.d.ts');
