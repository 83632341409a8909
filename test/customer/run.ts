// `npm run customer`: the first customer's whole release, five platforms, rehearsed from its own repository and held
// against what its own process makes. With `--registry` once more, into a real registry with its mirror. Ends with
// `N passed, N failed, N skipped`. Cold it compiles for ten minutes.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { customerChecks } from './checks.ts';
import { counted } from './counted.ts';
import { sha256Of } from './programs.ts';
import { EXAMPLE, rehearseCustomer } from './rehearsed.ts';
import { registryChecks, whyNoRegistry } from './registry.ts';
import { customerTools } from './tools.ts';

const flag = { type: 'boolean', default: false } as const;
const { values } = parseArgs({ options: { assets: flag, registry: flag } });

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
  if (!values.registry) return;
  const without = await whyNoRegistry();
  if (without !== undefined) skip('the same in a real registry', without);
  else say(await registryChecks(release, EXAMPLE));
});
