// `npm run interop`: tools that nobody here wrote read what Colophon makes, and Colophon reads what they make.
//   node test/interop/run.ts [--only TEXT]…     only parts whose name holds one of these texts
// It installs what it asks (cosign, gh, a real Sigstore, …) from the interoperability kit where the kit is there, and
// says what it skips where it is not. Ends with `N passed, N failed, N skipped`.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import type { CheckResult } from './kit.ts';
import { type Part, parts } from './parts.ts';

const { values } = parseArgs({ options: { only: { type: 'string', multiple: true, default: [] } } });
const counts = { passed: 0, failed: 0, skipped: 0 };

const runPart = async (part: Part, place: string): Promise<void> => {
  console.log(`\n# ${part.name}`);
  const started = performance.now();
  const seconds = (): string => `${((performance.now() - started) / 1000).toFixed(0)} s`;
  const reason = await part.skip();
  if (reason !== undefined) {
    counts.skipped += 1;
    console.log(`skip  ${reason}`);
    return;
  }
  await mkdir(place);
  const results = await part.run(place).catch((error: unknown): readonly CheckResult[] => [
    {
      name: part.name,
      passed: false,
      said: error instanceof Error ? (error.stack ?? error.message) : String(error),
    },
  ]);
  for (const { name, passed, said } of results) {
    counts[passed ? 'passed' : 'failed'] += 1;
    console.log(passed ? `ok    ${name}` : `FAIL  ${name}\n      ${said ?? ''}`);
  }
  console.log(`      ${results.filter(({ passed }) => passed).length} of ${results.length}, ${seconds()}`);
};

const scratch = await mkdtemp(join(tmpdir(), 'colophon-interop-'));
try {
  const all = parts(scratch);
  const wanted = all.filter(
    ({ name }) => values.only.length === 0 || values.only.some((text) => name.includes(text)),
  );
  if (wanted.length === 0)
    throw new Error(`--only names no part; there are: ${all.map(({ name }) => name).join('; ')}`);
  await mkdir(join(scratch, 'example'));
  for (const [index, part] of wanted.entries()) await runPart(part, join(scratch, String(index)));
} finally {
  await rm(scratch, { recursive: true, force: true });
}
console.log(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = counts.failed === 0 ? 0 : 1;
