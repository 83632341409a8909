// `npm run customer`: the first customer's whole release, five platforms, rehearsed from its own repository and held
// against what its own process makes. Ends with `N passed, N failed, N skipped`. Cold it compiles for ten minutes.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { customerChecks } from './checks.ts';
import { counted } from './counted.ts';
import { sha256Of } from './programs.ts';
import { EXAMPLE, rehearseCustomer } from './rehearsed.ts';
import { customerTools } from './tools.ts';

const { values } = parseArgs({ options: { assets: { type: 'boolean', default: false } } });

const WHAT = 'the first customer’s whole release';

await counted(WHAT, async ({ scratch, say, skip }) => {
  const tools = await customerTools();
  if (typeof tools === 'string') return skip(WHAT, tools);
  const release = await rehearseCustomer(scratch, tools, EXAMPLE);
  const stages = release.stages.map(({ name, ms }) => `${name} ${(ms / 1000).toFixed(1)}`);
  console.log(`rehearsed in ${release.seconds.toFixed(0)} s: ${stages.join(', ')}\n`);
  if (values.assets)
    for (const name of (await readdir(release.assets)).toSorted())
      console.log(`${await sha256Of(join(release.assets, name))}  ${name}`);
  say(await customerChecks(release));
});
