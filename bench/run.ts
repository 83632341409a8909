// Measures Colophon against its peers, each in the same run on the same machine, and prints ratios.
//   node bench/run.ts [--quick] [--only NAME]... [--scratch DIR]
// With --quick sizes are small and times are not judged: it shows that the benchmark works. Ends with counts.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { filesOnly } from '../test/support/files-only.ts';
import { createWidget } from '../test/support/widget.ts';
import { archives } from './archives.ts';
import { customer } from './customer.ts';
import { images } from './images.ts';
import { many } from './many.ts';
import { mirror } from './mirror.ts';
import { mirrorRegistries } from './mirror-registries.ts';
import { type Place, rehearse } from './place.ts';
import { rehearsal } from './rehearsal.ts';
import { formatRow, type Row } from './row.ts';
import { start } from './start.ts';
import { verifyLarge } from './verify-large.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
    scratch: { type: 'string', default: tmpdir() },
  },
});

const measure = async (place: Place): Promise<readonly Row[]> => {
  const rows: Row[] = [];
  const print = (more: readonly Row[]): void => {
    for (const row of more) console.log(formatRow(row));
    rows.push(...more);
  };
  const repository = (name: string, change: (dir: string) => void): string =>
    createWidget({ dir: join(place.scratch, `${name}-repository`), tag: 'v1.0.0', change }).dir;
  const small = rehearse(place, repository('files', filesOnly), 'files');
  const whole = rehearse(
    place,
    repository('widget', () => undefined),
    'widget',
  );
  const works: Readonly<Record<string, () => readonly Row[] | Promise<readonly Row[]>>> = {
    start: () => start(place, small, whole),
    archives: () => archives(place),
    'verify-large': () => verifyLarge(place),
    many: () => many(place),
    mirror: () => mirror(place),
    registries: () => mirrorRegistries(place),
    images: () => images(place),
    rehearsal: () => rehearsal(place, whole),
    customer: () => customer(place),
  };
  const unknown = values.only.filter((name) => !Object.hasOwn(works, name));
  if (unknown.length > 0) throw new Error(`--only takes ${Object.keys(works).join(', ')}`);
  for (const [name, work] of Object.entries(works))
    if (values.only.length === 0 || values.only.includes(name)) print(await work());
  return rows;
};

const colophon = resolve(import.meta.dirname, '../dist/colophon.js');
if (!existsSync(colophon)) throw new Error('there is no dist/colophon.js: npm run build makes it');
const scratch = mkdtempSync(join(resolve(values.scratch), 'colophon-bench-'));
console.log(
  `Node ${process.version}, ${availableParallelism()} cores${values.quick ? ', quick: times are not judged' : ''}\n`,
);
try {
  const rows = await measure({ scratch, colophon, quick: values.quick });
  const failed = rows.filter(({ met }) => met === false).length;
  const skipped = rows.filter((row) => row.skipped !== undefined).length;
  console.log(`\n${rows.length - failed - skipped} passed, ${failed} failed, ${skipped} skipped`);
  if (failed > 0) process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
