// Exported signatures of the inner rings must read the same without Node's types: there a `Buffer` or a
// `KeyObject` would silently become `any`.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const INNER = ['domain', 'formats', 'ports', 'verify'];
const NODE_TYPE = /\b(?:Buffer|KeyObject|X509Certificate|NodeJS\.\w+|Readable|Hash)\b|["']node:\w+["']/;

/** One sentence for each declaration that shows a type of Node; `types` is where the compiler put them. */
export const leakedTypes = (types: string): readonly string[] =>
  INNER.flatMap((ring) => globSync(`${ring}/**/*.d.ts`, { cwd: types })).flatMap((file) =>
    leaksIn(file, readFileSync(join(types, file), 'utf8')),
  );

export const leaksIn = (file: string, declarations: string): readonly string[] =>
  declarations
    .replaceAll(/\/\*[^]*?\*\/|\/\/.*$/gm, '')
    .split('\n')
    .flatMap((line) => NODE_TYPE.exec(line)?.[0] ?? [])
    .map((type) => `${file} shows ${type}, which is Node's alone`);
