// The composition root of a rehearsal: every door that a stage may hold, made here and nowhere else.
import { rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

import { createDirectoryForge } from '../../../adapters/directory-forge/index.ts';
import { createDirectory } from '../../../adapters/directory/index.ts';
import { createImageBuilder } from '../../../adapters/image-builder/index.ts';
import { createLocalSigstore } from '../../../adapters/local-sigstore/index.ts';
import { createRehearsalRun, type RunOptions } from '../../../adapters/local-sigstore/run.ts';
import { createStore } from '../../../adapters/oci-layout/index.ts';
import {
  createClock,
  createCompressor,
  createDigester,
  createJournal,
} from '../../../adapters/system/index.ts';
import { cachesOf } from '../../../adapters/workshop/caches.ts';
import { createWorkshop } from '../../../adapters/workshop/workshop.ts';
import type { Identity } from '../../../domain/identity.ts';
import type { ForgeState } from '../../../formats/forge-state.ts';
import type { Ports } from '../../../ports/index.ts';
import type { Journal } from '../../../ports/journal.ts';
import { createProver } from '../../../verify/index.ts';
import type { Invocation } from '../../command.ts';
import type { RehearsalPlaces } from '../places/directory.ts';
import type { Prepared } from '../prepare/prepare.ts';
import { openRehearsedRegistries, type RegistryBounds } from './registries.ts';
import { workPlace } from '../places/work-place.ts';

/** The workflow file that a rehearsal says it ran. */
const WORKFLOW = '.github/workflows/release.yml';

export interface StandIns {
  readonly ports: Ports;
  readonly journal: Journal;
  readonly host: string;
  /** Ends the stand-in's keys. */
  readonly erase: () => Promise<void>;
  /** Ends the stand-in registry, and removes every checkout. */
  readonly end: () => Promise<void>;
}

export interface RegistryChoice {
  /** Layouts by the repository that they stand for. */
  readonly bases?: Readonly<Record<string, string>>;
  /** A registry on this machine in place of the stand-in. */
  readonly at?: string | undefined;
  /** Hosts that are asked without encryption, beside those of the configuration. */
  readonly plainHttp?: readonly string[];
  readonly bounds?: RegistryBounds;
}

/** Who will sign this rehearsal; known before any key is made. */
export const rehearsedIdentity = async (
  { asked }: Pick<Prepared, 'asked'>,
  state: ForgeState,
): Promise<Identity> => createRehearsalRun(runOptions(state)).identity(asked.tag);

const runOptions = ({ repository: { name, id, ownerId } }: ForgeState): RunOptions => ({
  repository: name,
  repositoryId: id,
  ownerId,
  workflow: WORKFLOW,
});

/** Makes every stand-in below the rehearsal's directory, and nothing outside it. */
export const createStandIns = async (
  ready: Pick<Prepared, 'repository' | 'asked' | 'settings' | 'repositories'>,
  places: RehearsalPlaces,
  state: ForgeState,
  { env, signal, jobs }: Pick<Invocation, 'env' | 'signal' | 'jobs'>,
  { bases = {}, at, plainHttp = [], bounds = {} }: RegistryChoice = {},
): Promise<StandIns> => {
  const { repository, asked, settings, repositories } = ready;
  const { targets } = settings.gate;
  const clock = createClock({ signal });
  const digester = createDigester({ jobs });
  const store = createStore(places.store);
  const sigstore = await createLocalSigstore({
    ...runOptions(state),
    dir: places.sigstore,
    tag: asked.tag,
    commit: asked.commit,
    clock,
  });
  const { forge, drafts, staged, publication, published } = createDirectoryForge({
    dir: places.forge,
    state,
    directory: (dir) => createDirectory(dir, digester),
  });
  const place = await workPlace(places.dir);
  const workshop = createWorkshop({
    gitDir: repository.gitDir,
    scratch: place,
    store,
    environment: env,
    caches: cachesOf(env), // a rehearsal need not fetch what the user's own builds have fetched
    signal,
  });
  const { registry, registryWriter, referrersIndex, versionNames, ...registries } =
    await openRehearsedRegistries(
      {
        dir: places.registries,
        repositories,
        targets: { ...targets, plainHttp: [...(targets.plainHttp ?? []), ...plainHttp] },
        bases,
        at,
        bounds,
      },
      { env, signal },
    );
  const ports: Ports = {
    clock,
    compressor: createCompressor(),
    drafts,
    forge,
    // Project code runs there as in the workshop: with its checkouts, and without a credential.
    imageBuilder: createImageBuilder({
      choices: settings.build.builders,
      locate: workshop.locate,
      store,
      environment: env,
      scratch: join(place, 'builders'),
      signal,
    }),
    prover: createProver({
      trustedRoot: sigstore.trustedRoot,
      published,
      registry: registries.published,
      local: true,
    }),
    publication,
    referrersIndex,
    registry,
    registryWriter,
    run: sigstore.run,
    signer: sigstore.signer,
    source: repository.source,
    staged,
    store,
    versionNames,
    workshop,
  };
  return {
    ports,
    journal: createJournal(places.ledger),
    host: hostname(),
    erase: sigstore.erase,
    end: async () => {
      await registries.end();
      await workshop.end();
      await rm(place, { recursive: true, force: true });
    },
  };
};
