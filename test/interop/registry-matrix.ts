// What was tried of which registry, as one table: a row for each, a column for each operation or peer.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { ROOT } from '../support/colophon.ts';
import type { CheckResult } from './kit.ts';

/** A check, and where it stands in the table. */
export interface Cell extends CheckResult {
  readonly row: string;
  readonly column: string;
}

/** Checks of one registry and one operation; the registry is said with each. */
export const cells = (row: string, column: string, results: readonly CheckResult[]): readonly Cell[] =>
  results.map((result) => ({ ...result, name: `${row}: ${column}: ${result.name}`, row, column }));

/** One check: passed where `wanted` holds of what `ask` ends with; said is what it ended with. */
export const tried = async (
  name: string,
  ask: () => Promise<unknown>,
  wanted: (ended: unknown) => boolean,
): Promise<CheckResult> => {
  const ended: unknown = await ask().catch((error: unknown) => error);
  if (wanted(ended)) return { name, passed: true };
  const code = ended instanceof Error && 'code' in ended ? `${String(ended.code)}: ` : '';
  const said = ended instanceof Error ? `${code}${ended.stack ?? ended.message}` : JSON.stringify(ended);
  return { name, passed: false, said: (said ?? 'nothing').slice(0, 1500) };
};

export const failsWith =
  (...codes: readonly string[]) =>
  (ended: unknown): boolean =>
    ended instanceof Error && 'code' in ended && codes.includes(String(ended.code));

export const isEqual =
  (value: unknown) =>
  (ended: unknown): boolean =>
    JSON.stringify(ended) === JSON.stringify(value);

/** Prints the table, and leaves it in `build/interop/NAME.md`. */
export const reportMatrix = async (name: string, all: readonly Cell[]): Promise<void> => {
  const columns = [...new Set(all.map(({ column }) => column))];
  const rows = [...new Set(all.map(({ row }) => row))];
  const lines = rows.map((row) => {
    const counts = columns.map((column) => {
      const here = all.filter((one) => one.row === row && one.column === column);
      const passed = here.filter(({ passed: ok }) => ok).length;
      return here.length === 0 ? '–' : `${passed}/${here.length}`;
    });
    return [row, ...counts];
  });
  const table = [['registry', ...columns], columns.map(() => '---').concat('---'), ...lines]
    .map((line) => `| ${line.join(' | ')} |`)
    .join('\n');
  const dir = join(ROOT, 'build/interop');
  await mkdir(dir, { recursive: true });
  await writeFile(join(dir, `${name}.md`), `${table}\n`);
  console.log(table);
};
