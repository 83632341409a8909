// The composition root of a rehearsal: every door that a stage may hold, made here and nowhere else.
import { rm } from 'node:fs/promises';
import { hostname } from 'node:os';

import { createDirectoryForge } from '../../adapters/directory-forge/index.ts';
import { createDirectory } from '../../adapters/directory/index.ts';
import { createLocalSigstore } from '../../adapters/local-sigstore/index.ts';
import { createRehearsalRun, type RunOptions } from '../../adapters/local-sigstore/run.ts';
import { createLayoutRegistryReader } from '../../adapters/layout-reader/index.ts';
import { createLayoutRegistries } from '../../adapters/layout-registry/index.ts';
import { createStore } from '../../adapters/oci-layout/index.ts';
import { createClock, createCompressor, createDigester, createJournal } from '../../adapters/system/index.ts';
import { cachesOf } from '../../adapters/workshop/caches.ts';
import { createWorkshop } from '../../adapters/workshop/workshop.ts';
import { Failure } from '../../domain/failure.ts';
import type { Identity } from '../../domain/identity.ts';
import type { ForgeState } from '../../formats/forge-state.ts';
import type { ImageBuilder } from '../../ports/image-builder.ts';
import type { Ports } from '../../ports/index.ts';
import type { Journal } from '../../ports/journal.ts';
import { createProver } from '../../verify/index.ts';
import type { Invocation } from '../command.ts';
import type { RehearsalPlaces } from './directory.ts';
import type { Prepared } from './prepare.ts';
import { workPlace } from './work-place.ts';

/** The workflow file that a rehearsal says it ran. */
const WORKFLOW = '.github/workflows/release.yml';

export interface StandIns {
  readonly ports: Ports;
  readonly journal: Journal;
  readonly host: string;
  /** Ends the stand-in's keys. */
  readonly erase: () => Promise<void>;
  /** Removes every checkout. */
  readonly end: () => Promise<void>;
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

/** Builds nothing: no builder of images is known yet. */
const nobody: ImageBuilder = {
  chosen: async () => {
    throw new Failure('TOOL_MISSING', 'no builder of images is known here', {
      remedy: 'say what the image holds under `layers`',
    });
  },
  build: async () => [],
};

/** Makes every stand-in below the rehearsal's directory, and nothing outside it. */
export const createStandIns = async (
  { repository, asked }: Pick<Prepared, 'repository' | 'asked'>,
  places: RehearsalPlaces,
  state: ForgeState,
  { env, signal, jobs }: Pick<Invocation, 'env' | 'signal' | 'jobs'>,
  bases: Readonly<Record<string, string>> = {},
): Promise<StandIns> => {
  const clock = createClock();
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
  const { registry, registryWriter, referrersIndex, versionNames } = createLayoutRegistries(
    places.registries,
    { store, digester, bases },
  );
  const place = await workPlace(places.dir);
  const workshop = createWorkshop({
    gitDir: repository.gitDir,
    scratch: place,
    store,
    environment: env,
    caches: cachesOf(env), // a rehearsal need not fetch what the user's own builds have fetched
    signal,
  });
  const ports: Ports = {
    clock,
    compressor: createCompressor(),
    drafts,
    forge,
    imageBuilder: nobody,
    prover: createProver({
      trustedRoot: sigstore.trustedRoot,
      published,
      registry: createLayoutRegistryReader(places.registries),
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
      await workshop.end();
      await rm(place, { recursive: true, force: true });
    },
  };
};
