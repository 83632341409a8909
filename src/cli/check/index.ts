// `colophon verify`: what the target is, what is demanded of it, the judgement, the answer.
import { createDirectory } from '../../adapters/directory/index.ts';
import { createDigester } from '../../adapters/system/digester.ts';
import { Failure } from '../../domain/failure.ts';
import type { Verdict } from '../../domain/verdict.ts';
import type { Registry } from '../../ports/registry.ts';
import { looksRehearsed, type Policy, rehearsalRefused, verifyRelease } from '../../verify/index.ts';
import type { Answer, Invocation } from '../command.ts';
import { answerOf } from './answer.ts';
import { rehearsalPolicy, releasePolicy } from './expectations.ts';
import { judgeFile } from './file.ts';
import type { VerifyOptions } from './options.ts';
import { isRehearsalDirectory, readRehearsalDirectory } from './rehearsal-directory.ts';
import { findTarget, type Target } from './target.ts';

export type { VerifyOptions } from './options.ts';

/**
 * Judges one target, or several files under one policy. Exit 0 when all that is demanded is proved, 1 when something is
 * refuted or absent, 3 when the root does not know the signer. Fails with codes of exit 2 and 3 before anything is judged.
 */
export const verify = async (
  targets: readonly string[],
  options: VerifyOptions,
  invocation: Invocation,
): Promise<Answer> => {
  // Not `performance.now()`: what measures so finely takes longer to load than some verifications take.
  const started = process.uptime();
  const found = targets.map((text) => findTarget(text, invocation.directory));
  const [first] = found;
  if (first === undefined)
    throw new Failure('USAGE', 'No target was given.', {
      remedy: 'Name a directory of downloads, one file, or the directory of a rehearsal.',
    });
  if (found.length > 1 && (options.bundle ?? options.as) !== undefined) {
    throw new Failure('USAGE', '--bundle and --as belong to one file.', {
      remedy: 'Name the files one by one.',
    });
  }
  demandPossible(options, found);
  const verdicts: Verdict[] = [];
  for (const target of found) verdicts.push(await judge(target, options, invocation));
  return answerOf(verdicts, found, {
    milliseconds: 1000 * (process.uptime() - started),
    columns: invocation.screen.columns,
    verbose: invocation.verbose,
  });
};

const demandPossible = (
  { bundle, as, ignore, complete, registry }: VerifyOptions,
  targets: readonly Target[],
): void => {
  const is = (...kinds: readonly Target['kind'][]): boolean =>
    targets.some(({ kind }) => kinds.includes(kind));
  const image = is('layout', 'registry');
  if ((is('directory') || image) && bundle !== undefined)
    throw new Failure('USAGE', '--bundle belongs to one file, and this is none.', {
      remedy: 'Name the file itself.',
    });
  if (is('directory') && as !== undefined)
    throw new Failure('USAGE', '--as belongs to one file or one image, and this is a directory.', {
      remedy: 'Name the file itself.',
    });
  if (is('file') && (complete === true || (ignore ?? []).length > 0))
    throw new Failure('USAGE', '--complete and --ignore belong to a directory, and this is a file.', {
      remedy: 'Name the directory.',
    });
  if (image && (ignore ?? []).length > 0)
    throw new Failure('USAGE', '--ignore belongs to a directory, and this is an image.', {
      remedy: 'Leave it out.',
    });
  if (registry !== undefined && !is('directory'))
    throw new Failure('USAGE', '--registry says where a rehearsal went, and this is no directory of one.', {
      remedy: 'Name the directory that `colophon rehearse` wrote.',
    });
};

const judge = async (target: Target, options: VerifyOptions, invocation: Invocation): Promise<Verdict> => {
  if (target.kind === 'file') return judgeFile(target, options, invocation);
  if (target.kind === 'layout') {
    const { judgeLayout } = await import('./layout.ts');
    return judgeLayout(target, options, invocation.directory);
  }
  if (target.kind === 'registry') {
    const { judgeImage } = await import('./image.ts');
    return judgeImage(target, options, invocation);
  }
  const digester = createDigester({ jobs: invocation.jobs });
  const rehearsal = isRehearsalDirectory(target.path);
  const open = (path: string): ReturnType<typeof createDirectory> => createDirectory(path, digester);
  if (options.rehearsal === true) {
    const directory = rehearsal ? readRehearsalDirectory(target.path) : undefined;
    const policy = rehearsalPolicy(options, directory, invocation.directory);
    const assets = open(directory?.assets ?? target.path);
    const registry = await rehearsedRegistry(directory?.registries, options, invocation);
    return judgeDirectory(assets, policy, { ...options, complete: true }, registry);
  }
  const assets = open(target.path);
  if (rehearsal || (await looksRehearsed(assets))) return rehearsalRefused(target.text);
  return judgeDirectory(assets, releasePolicy(options, target, invocation.directory), options);
};

const judgeDirectory = async (
  assets: ReturnType<typeof createDirectory>,
  policy: Policy,
  { complete = false, ignore = [], deep = false }: VerifyOptions,
  registry?: Registry,
): Promise<Verdict> =>
  verifyRelease({
    assets,
    policy,
    complete,
    ignore,
    deep,
    ...(registry === undefined ? {} : { registry, local: true }),
  });

/** Layouts below the rehearsal, or the registry on this machine that it went to. */
const rehearsedRegistry = async (
  layouts: string | undefined,
  options: VerifyOptions,
  invocation: Invocation,
): Promise<Registry | undefined> => {
  if (options.registry !== undefined) {
    const { openReading } = await import('../registry-reading.ts');
    const { locateRehearsed, readRehearsalRegistry } = await import('../rehearsal-registry.ts');
    return openReading(
      { ...options, locate: locateRehearsed(readRehearsalRegistry(options.registry)) },
      invocation,
    );
  }
  if (layouts === undefined) return undefined;
  const { createLayoutRegistryReader } = await import('../../adapters/layout-reader/index.ts');
  return createLayoutRegistryReader(layouts);
};
