// What `rehearse` and `plan` know before any stage runs: the repository, the commit, the configuration there.
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

import { openRepository, type Repository } from '../../../adapters/git/repository.ts';
import type { Digest } from '../../../domain/digest.ts';
import { hexOf } from '../../../domain/digest.ts';
import { Failure } from '../../../domain/failure.ts';
import type { Mode } from '../../../domain/release.ts';
import type { Asked, Settings } from '../../../domain/settings.ts';
import { digestOf, releaseId } from '../../../engine/keys.ts';
import {
  CHANGELOG,
  type LeftOut,
  MAX_CONFIGURATION_BYTES,
  missingConfiguration,
  narrowed,
  type Narrowing,
  parseConfiguration,
  settingsOf,
  without,
} from '../../../formats/configuration/index.ts';
import { chartNames } from '../../../stages/chart-names.ts';
import {
  demandAssets,
  demandTags,
  MOST_ASSETS,
  nameFacts,
  plannedAssets,
} from '../../../stages/plan-assets.ts';
import { DEFAULT_CONFIGURATION, type Invocation } from '../../command.ts';
import type { Source } from '../../../ports/source.ts';
import { findCommit, settleTag, type Wanted } from './asked.ts';
import { notBuiltHere } from './not-here.ts';
import { targetRepositories } from './target-repositories.ts';

export interface Prepared {
  readonly repository: Repository;
  readonly asked: Asked;
  readonly settings: Settings;
  readonly releaseId: Digest;
  /** What was asked to be left out; empty for a whole release. */
  readonly leftOut: readonly LeftOut[];
  /** What nothing here builds, with all that needs it: a whole rehearsal goes on without it. */
  readonly notRehearsed: readonly LeftOut[];
  /** Everything that it writes in registries, mirrors included. */
  readonly repositories: ReadonlySet<string>;
  /** A directory of this process alone, gone when it ends. */
  readonly scratch: string;
}

/** Opens everything, hands it to `use`, and closes it again whatever happens. Nothing is left behind. */
export const prepared = async <T>(
  path: string | undefined,
  mode: Mode,
  wanted: Wanted & { readonly part?: Narrowing; readonly asFarAsHere?: boolean },
  invocation: Invocation,
  use: (prepared: Prepared) => Promise<T>,
): Promise<T> => {
  const { directory, env, signal } = invocation;
  const scratch = await mkdtemp(join(tmpdir(), 'colophon-'));
  try {
    const repository = await openRepository(resolve(directory, path ?? '.'), {
      scratch,
      signal,
      environment: env,
    });
    try {
      const { source } = repository;
      const found = await findCommit(source, repository.head, wanted);
      const bytes = await readConfiguration(source, found.commit, invocation);
      const configuration = parseConfiguration(bytes, invocation.config);
      const asked = {
        mode,
        commit: found.commit,
        ...(await settleTag(source, found, configuration.tagPattern)),
      };
      const hasChangelog = (await source.files(found.commit)).some((file) => file.path === CHANGELOG);
      const { settings: whole, digest } = settingsOf(configuration, {
        asked,
        origin: repository.origin?.slug,
        environmentRepository: env['GITHUB_REPOSITORY'],
        changelog: hasChangelog ? CHANGELOG : undefined,
      });
      const part = narrowed(whole, wanted.part ?? { only: [], platforms: [] });
      const { build } = part.settings;
      const unmade = wanted.asFarAsHere === true ? await notBuiltHere(build, scratch, invocation) : [];
      const { settings, leftOut: notRehearsed } = without(part.settings, unmade);
      const leftOut = part.leftOut.length === 0 ? [] : [...part.leftOut, ...notRehearsed];
      // Names that collide, or more than the forge takes, are found before anything is built.
      const facts = nameFacts(settings);
      const charts = await chartNames(source, settings.package.charts, found.commit);
      demandAssets(plannedAssets(settings, facts, charts), MOST_ASSETS);
      demandTags(settings, facts);
      const missing = leftOut.length === 0 ? notRehearsed : leftOut;
      const id = releaseId({
        repository: settings.gate.targets.repository,
        tag: asked.tag,
        commit: asked.commit,
        // What lacks something has a ledger of its own: nothing that it left stands for the whole.
        configuration: hexOf(missing.length === 0 ? digest : digestOf({ digest, leftOut: missing })),
        mode,
      });
      const repositories = targetRepositories(whole.gate.targets, charts);
      return await use({
        repository,
        asked,
        settings,
        releaseId: id,
        leftOut,
        notRehearsed,
        repositories,
        scratch,
      });
    } finally {
      await repository.close();
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
};

/**
 * The configuration at the commit; where the commit has none at that path, the file that `--config` names on
 * this machine, so that a repository can be rehearsed before it holds a configuration. Fails with `CONFIG_MISSING`.
 */
const readConfiguration = async (
  source: Source,
  commit: string,
  { config, directory }: Pick<Invocation, 'config' | 'directory'>,
): Promise<Uint8Array> => {
  const committed = isAbsolute(config)
    ? undefined
    : await source.text(commit, config, MAX_CONFIGURATION_BYTES).catch(tooLarge);
  if (committed !== undefined) return committed;
  const file = resolve(directory, config);
  const there = config === DEFAULT_CONFIGURATION ? undefined : await stat(file).catch(() => undefined);
  if (there?.isFile() !== true) throw missingConfiguration(config);
  // What is too large is refused by the parser, which says where; one byte more than it takes is enough for that.
  return there.size > MAX_CONFIGURATION_BYTES ? new Uint8Array(MAX_CONFIGURATION_BYTES + 1) : readFile(file);
};

const tooLarge = (error: unknown): Uint8Array => {
  if (error instanceof Failure && error.code === 'FILE_TOO_LARGE')
    return new Uint8Array(MAX_CONFIGURATION_BYTES + 1);
  throw error;
};
