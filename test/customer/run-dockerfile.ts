// `npm run customer:dockerfile`: the first customer's release with the image from its own, unmodified Dockerfile, upon
// bases that stand in for those that it names. Compiles and downloads for about half an hour; `--scratch DIR` keeps
// what was made, and goes on there. Ends with `N passed, N failed, N skipped`.
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { run } from '../interop/kit.ts';
import { makeBases } from './bases.ts';
import { counted } from './counted.ts';
import { dockerfileChecks, PLATFORM, substituted, upon } from './dockerfile.ts';
import { imageChecks } from './image.ts';
import { programChecks } from './programs.ts';
import { cloneCustomer, rehearseCustomer } from './rehearsed.ts';
import { builtSbomChecks } from './sboms.ts';
import { customerTools } from './tools.ts';

const { values } = parseArgs({ options: { scratch: { type: 'string' } } });

const WHAT = 'the first customer’s Dockerfile';

const whyNot = async (): Promise<string | undefined> => {
  if (`${process.platform}/${process.arch}` !== 'linux/x64') return `this machine is not ${PLATFORM}`;
  if (process.getuid?.() !== 0) return 'making bases without a daemon of the system needs root';
  for (const program of ['buildah', 'debootstrap', 'dpkg-deb', 'tar'])
    if ((await run('sh', ['-c', `command -v ${program}`])).status !== 0) return `${program} is not on PATH`;
  return undefined;
};

await counted(
  WHAT,
  async ({ scratch, say, skip }) => {
    const tools = (await whyNot()) ?? (await customerTools());
    if (typeof tools === 'string') return skip(WHAT, tools);
    const bases = await makeBases(scratch, tools, cloneCustomer(join(scratch, 'dockerfile'), tools));
    console.log(
      `none of the bases can be pulled from a package registry; made in ${bases.seconds.toFixed(0)} s:`,
    );
    for (const { from, repository, digest } of bases.list)
      console.log(`  in the place of ${from}\n    ${repository}@${digest}`);
    const configuration = await substituted(join(scratch, 'colophon.yaml'), bases);
    const release = await rehearseCustomer(scratch, tools, configuration, await upon(scratch, bases));
    const stages = release.stages.map(({ name, ms }) => `${name} ${(ms / 1000).toFixed(1)}`);
    console.log(`rehearsed in ${release.seconds.toFixed(0)} s: ${stages.join(', ')}\n${release.said}\n`);
    // One that goes on says nothing again.
    const told = join(scratch, 'said.txt');
    await appendFile(told, release.said);
    say(await imageChecks(release, 2));
    say(await dockerfileChecks({ ...release, said: await readFile(told, 'utf8') }, bases));
    say(await builtSbomChecks(release));
    say(await programChecks(release));
  },
  values.scratch,
);
