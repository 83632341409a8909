// The composition root of a rehearsal: every door that a stage may hold, made here and nowhere else.
import { mkdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

import { createDirectoryForge } from '../../adapters/directory-forge/index.ts';
import { createDirectory } from '../../adapters/directory/index.ts';
import { createLocalSigstore } from '../../adapters/local-sigstore/index.ts';
import { createStore } from '../../adapters/oci-layout/index.ts';
import { createClock, createCompressor, createDigester, createJournal } from '../../adapters/system/index.ts';
import { createWorkshop } from '../../adapters/workshop/index.ts';
import type { Identity } from '../../domain/identity.ts';
import type { AssetSource } from '../../ports/asset-source.ts';
import type { Ports } from '../../ports/index.ts';
import type { Journal } from '../../ports/journal.ts';
import { createProver } from '../../verify/index.ts';
import type { Invocation } from '../command.ts';
import type { RehearsalPlaces } from './directory.ts';
import type { Knowledge } from './knowledge.ts';
import type { Prepared } from './prepare.ts';

/** The workflow file that a rehearsal says it ran. */
const WORKFLOW = '.github/workflows/release.yml';

export interface StandIns {
  readonly ports: Ports;
  readonly journal: Journal;
  readonly host: string;
  readonly identity: Identity;
  /** Ends the stand-in's keys. */
  readonly erase: () => Promise<void>;
  /** What an anonymous consumer finds under the tag. */
  readonly published: () => AssetSource;
}

/** Makes every stand-in below the rehearsal's directory, and nothing outside it. */
export const createStandIns = async (
  { repository, asked }: Pick<Prepared, 'repository' | 'asked'>,
  places: RehearsalPlaces,
  knowledge: Knowledge,
  { env, signal, jobs }: Pick<Invocation, 'env' | 'signal' | 'jobs'>,
): Promise<StandIns> => {
  await mkdir(places.work, { recursive: true });
  const clock = createClock();
  const digester = createDigester({ jobs });
  const store = createStore(places.store);
  const { name, id, ownerId } = await knowledge.repository();
  const sigstore = await createLocalSigstore({
    dir: places.sigstore,
    repository: name,
    repositoryId: id,
    ownerId,
    workflow: WORKFLOW,
    tag: asked.tag,
    commit: asked.commit,
    clock,
  });
  const { forge, drafts, staged, publication, published } = createDirectoryForge({
    dir: places.forge,
    knowledge,
    directory: (dir) => createDirectory(dir, digester),
  });
  const ports: Ports = {
    clock,
    compressor: createCompressor(),
    drafts,
    forge: { ...forge, releases: async () => [...(await forge.releases()), ...knowledge.told] },
    prover: createProver({ trustedRoot: sigstore.trustedRoot, published, rehearsal: true, clock }),
    publication,
    run: sigstore.run,
    signer: sigstore.signer,
    source: repository.source,
    staged,
    store,
    workshop: createWorkshop({
      gitDir: repository.gitDir,
      scratch: places.work,
      store,
      environment: env,
      caches: join(places.dir, 'caches'),
      signal,
    }),
  };
  return {
    ports,
    journal: createJournal(places.ledger),
    host: hostname(),
    identity: await sigstore.run.identity(asked.tag),
    erase: sigstore.erase,
    published: () => published(asked.tag),
  };
};
