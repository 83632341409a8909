// `npm run customer`: the first customer's whole release, five platforms, rehearsed from its own repository and held
// against what its own process makes. Ends with `N passed, N failed, N skipped`. Cold it compiles for ten minutes.
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import type { CheckResult } from '../interop/kit.ts';
import { customerChecks } from './checks.ts';
import { EXAMPLE, rehearseCustomer } from './rehearsed.ts';
import { sha256Of } from './programs.ts';
import { customerTools } from './tools.ts';

const { values } = parseArgs({ options: { assets: { type: 'boolean', default: false } } });
const counts = { passed: 0, failed: 0, skipped: 0 };
const scratch = await mkdtemp(join(tmpdir(), 'colophon-customer-'));

const said = (results: readonly CheckResult[]): void => {
  for (const { name, passed, said: why } of results) {
    counts[passed ? 'passed' : 'failed'] += 1;
    console.log(passed ? `ok    ${name}` : `FAIL  ${name}\n      ${why ?? ''}`);
  }
};

try {
  const tools = await customerTools();
  if (typeof tools === 'string') {
    counts.skipped += 1;
    console.log(`skip  the first customer’s whole release: ${tools}`);
  } else {
    const release = await rehearseCustomer(scratch, tools, EXAMPLE);
    const stages = release.stages.map(({ name, ms }) => `${name} ${(ms / 1000).toFixed(1)}`);
    console.log(`rehearsed in ${release.seconds.toFixed(0)} s: ${stages.join(', ')}\n`);
    if (values.assets)
      for (const name of (await readdir(release.assets)).toSorted())
        console.log(`${await sha256Of(join(release.assets, name))}  ${name}`);
    said(await customerChecks(release));
  }
} catch (error) {
  said([
    {
      name: 'the whole release',
      passed: false,
      said: error instanceof Error ? error.message : String(error),
    },
  ]);
} finally {
  await rm(scratch, { recursive: true, force: true });
}
console.log(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = counts.failed === 0 ? 0 : 1;
