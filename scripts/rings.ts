// Keeps the TypeScript projects equal to `rings.json`.
//   node scripts/rings.ts                writes src/*/tsconfig.json and tsconfig.rings.json
//   node scripts/rings.ts --check        says what has drifted, and what the sources import against the rings
//   node scripts/rings.ts --signatures   after `tsc --build`: no type of Node where rings without them look
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { format, resolveConfig } from 'prettier';

import { projectsOf } from './rings/projects.ts';
import { leakedTypes } from './rings/signatures.ts';
import { readRings } from './rings/table.ts';
import { violationsIn } from './rings/violations.ts';

const root = join(import.meta.dirname, '..');
const rings = readRings(root);

const drifted = async (write: boolean): Promise<readonly string[]> => {
  const config = await resolveConfig(join(root, 'tsconfig.json'));
  const files = await Promise.all(
    [...projectsOf(rings)].map(async ([path, project]) => {
      const wanted = await format(JSON.stringify(project), { ...config, parser: 'json' });
      if (write) writeFileSync(join(root, path), wanted);
      return textOf(path) === wanted ? [] : [`${path} is not what rings.json says: npm run rings`];
    }),
  );
  return files.flat();
};

const textOf = (path: string): string | undefined => {
  try {
    return readFileSync(join(root, path), 'utf8');
  } catch {
    return undefined;
  }
};

const sources = () =>
  globSync('src/*/**/*.ts', { cwd: root })
    .filter((path) => !path.endsWith('.test.ts'))
    .map((path) => ({ path: path.replaceAll('\\', '/'), text: readFileSync(join(root, path), 'utf8') }));

const { values } = parseArgs({ options: { check: { type: 'boolean' }, signatures: { type: 'boolean' } } });
const complaints = values.signatures
  ? leakedTypes(root, rings)
  : [...(await drifted(values.check !== true)), ...(values.check ? violationsIn(rings, sources()) : [])];
for (const complaint of complaints) console.error(complaint);
if (complaints.length > 0) process.exitCode = 1;
