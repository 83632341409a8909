// The `node` builder: install, run, outputs, and perhaps the package that `npm pack` makes.
import { Failure } from '../../domain/failure.ts';
import type { BuiltFile } from '../../domain/outcome/build.ts';
import type { Tool } from '../../domain/tool.ts';
import { ROOM } from '../../ports/workshop.ts';
import { type Checkout, inCheckout, type PlacedInput } from './checkout.ts';
import { builtBy, type JobOf } from './job.ts';
import { collectOutputs } from './outputs.ts';
import { repack } from './repack.ts';

/** npm keeps quiet about itself, and asks no registry about it. */
const QUIET = { npm_config_audit: 'false', npm_config_fund: 'false', npm_config_update_notifier: 'false' };

/** Fails with `TOOL_VERSION_MISMATCH` unless the Node on PATH is the pinned one. */
export const buildByNode = async (
  job: JobOf<'node'>,
  inputs: readonly PlacedInput[],
  tools: readonly Tool[],
): Promise<readonly BuiltFile[]> => {
  const { dir, install, run, pack, outputs } = job.builder;
  demandVersion(job, tools);
  return inCheckout(job, inputs, async (checkout) => {
    const more = { cwd: dir, env: { ...QUIET, ...job.env } };
    for (const argv of [install, run]) if (argv.length > 0) await checkout.run(argv, more);
    const built = await collectOutputs(job, checkout, outputs);
    return pack ? [...built, await packed(job, checkout, more)] : built;
  });
};

/** `24`, `24.21` and `24.21.0` are all satisfied by 24.21.0. */
const demandVersion = ({ builder, part }: JobOf<'node'>, tools: readonly Tool[]): void => {
  const wanted = builder.version?.replace(/^v/, '');
  const found = tools.find(({ name }) => name === 'node')?.version ?? '';
  if (wanted === undefined || found === wanted || found.startsWith(`${wanted}.`)) return;
  throw new Failure(
    'TOOL_VERSION_MISMATCH',
    `${part}: the configuration pins Node ${wanted}, and the one on PATH is ${found}`,
    {
      remedy: `put Node ${wanted} on PATH, or change node.version`,
    },
  );
};

const packed = async (
  job: JobOf<'node'>,
  checkout: Checkout,
  more: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<BuiltFile> => {
  const up = more.cwd
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .map(() => '../');
  await checkout.run(['npm', 'pack', `--pack-destination=${up.join('')}${ROOM}`], more);
  const [tarball, ...others] = (await checkout.collect(ROOM)).filter(({ path }) => path.endsWith('.tgz'));
  if (tarball === undefined || others.length > 0) throw noPackage(job.part);
  job.doing('writing the package again');
  const path = tarball.path.slice(ROOM.length + 1);
  return builtBy(job, {
    path,
    output: path,
    executable: false,
    content: await repack(tarball.content, job),
    packed: true,
  });
};

const noPackage = (part: string): Failure =>
  new Failure('OUTPUT_MISSING', `${part}: npm pack did not leave exactly one package`, {
    remedy:
      'run `npm pack` in the directory by hand and see what it says; of a workspace, name the package by `dir`',
  });
