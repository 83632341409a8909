// What `rehearse` and `plan` know before any stage runs: the repository, the commit, the configuration there.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { openRepository, type Repository } from '../../adapters/git/repository.ts';
import type { Digest } from '../../domain/digest.ts';
import { hexOf } from '../../domain/digest.ts';
import type { Mode } from '../../domain/release.ts';
import type { Asked, Settings } from '../../domain/settings.ts';
import { releaseId } from '../../engine/keys.ts';
import {
  CHANGELOG,
  MAX_CONFIGURATION_BYTES,
  missingConfiguration,
  parseConfiguration,
  settingsOf,
} from '../../formats/configuration/index.ts';
import { demandAssets, MOST_ASSETS, nameFacts, plannedAssets } from '../../stages/plan-assets.ts';
import type { Invocation } from '../command.ts';
import { findCommit, settleTag, type Wanted } from './asked.ts';

export interface Prepared {
  readonly repository: Repository;
  readonly asked: Asked;
  readonly settings: Settings;
  readonly releaseId: Digest;
  /** A directory of this process alone, gone when it ends. */
  readonly scratch: string;
}

/** Opens everything, hands it to `use`, and closes it again whatever happens. Nothing is left behind. */
export const prepared = async <T>(
  path: string | undefined,
  mode: Mode,
  wanted: Wanted,
  invocation: Invocation,
  use: (prepared: Prepared) => Promise<T>,
): Promise<T> => {
  const { directory, env, signal, config } = invocation;
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
      const bytes = await source.text(found.commit, config, MAX_CONFIGURATION_BYTES);
      if (bytes === undefined) throw missingConfiguration(config);
      const configuration = parseConfiguration(bytes, config);
      const asked = {
        mode,
        commit: found.commit,
        ...(await settleTag(source, found, configuration.tagPattern)),
      };
      const hasChangelog = (await source.files(found.commit)).some((file) => file.path === CHANGELOG);
      const { settings, digest } = settingsOf(configuration, {
        asked,
        origin: repository.origin?.slug,
        environmentRepository: env['GITHUB_REPOSITORY'],
        changelog: hasChangelog ? CHANGELOG : undefined,
      });
      // Names that collide, or more than the forge takes, are found before anything is built.
      demandAssets(plannedAssets(settings, nameFacts(settings)), MOST_ASSETS);
      const id = releaseId({
        repository: settings.gate.targets.repository,
        tag: asked.tag,
        commit: asked.commit,
        configuration: hexOf(digest),
        mode,
      });
      return await use({ repository, asked, settings, releaseId: id, scratch });
    } finally {
      await repository.close();
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
};
