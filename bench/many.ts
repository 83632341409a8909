// Verifying many small files: what each further file costs must not grow with their number.
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { createWidget } from '../test/support/widget.ts';
import { compare, peakMemory, run } from './measure.ts';
import { type Place, rehearse, type Rehearsed } from './place.ts';
import type { Row } from './row.ts';

const MOST_GROWTH = 1.2;
const MOST_MEMORY = 200 * 2 ** 20;
/** Every file has its SBOM beside it, and eight more files belong to any release. */
const files = (assets: number): number => Math.floor((assets - 8) / 2);

/** Releases of 10, 500 and 1,000 assets, each verified as a whole process. */
export const many = async (place: Place): Promise<readonly Row[]> => {
  const [few, some, most] = place.quick ? [10, 50, 100] : [10, 500, 1000];
  const releases = [few, some, most].map((assets) => release(place, assets));
  const bare = run([process.execPath, '-e', '0']);
  const times: number[] = [];
  for (const { out } of releases) {
    const { ours } = await compare(
      run([process.execPath, place.colophon, 'verify', out, '--rehearsal']),
      bare,
      place.quick ? 2 : 10,
    );
    times.push(ours);
  }
  const [a = 0, b = 0, c = 0] = times;
  const counts = releases.map(({ assets }) => readdirSync(assets).length);
  const [x = 0, y = 0, z = 0] = counts;
  const first = (b - a) / (y - x);
  const further = (c - b) / (z - y);
  const growth = further / first;
  const last = releases.at(-1)?.out ?? '';
  const peak = await peakMemory([place.colophon, 'verify', last, '--rehearsal']);
  for (const { out } of releases) rmSync(out, { recursive: true });
  return [
    {
      work: `verify ${counts.join(', ')} files: a further file above ${y} against one below`,
      against: '',
      figure: `${growth.toFixed(2)} (${times.map((ms) => `${ms.toFixed(0)} ms`).join(', ')}; ${(further * 1000).toFixed(0)} µs a file)`,
      goal: `≤ ${MOST_GROWTH}`,
      ...(place.quick ? {} : { met: growth <= MOST_GROWTH }),
    },
    {
      work: `verify ${z} files: peak memory`,
      against: '',
      figure: `${(peak / 2 ** 20).toFixed(0)} MiB`,
      goal: '≤ 200 MiB',
      met: peak <= MOST_MEMORY,
    },
  ];
};

const release = (place: Place, assets: number): Rehearsed => {
  const name = `many-${assets}`;
  const outputs = Array.from({ length: files(assets) }, (_, index) => `file-${index}.bin`);
  const { dir } = createWidget({
    dir: join(place.scratch, `${name}-repository`),
    tag: 'v1.0.0',
    change: (root) => {
      writeFileSync(join(root, 'make.mjs'), MAKE);
      writeFileSync(join(root, 'colophon.yaml'), configuration(outputs));
    },
  });
  return rehearse(place, dir, name);
};

const MAKE = `import { writeFileSync } from 'node:fs';
for (const file of process.argv.slice(2)) writeFileSync(file, file.repeat(100));
`;

const configuration = (outputs: readonly string[]): string =>
  JSON.stringify({
    version: 1,
    project: 'many',
    repository: 'acme/many',
    build: { files: { many: { command: [['node', 'make.mjs', ...outputs]], outputs } } },
    package: { files: [{ from: 'many', path: '*', asset: '{asset}' }] },
  });
