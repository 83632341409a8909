// Every door a stage may ask for, keyed by name. What is not declared by a stage does not exist for it.
import type { Timer } from './clock.ts';
import type { Compressor } from './compressor.ts';
import type { Drafts } from './drafts.ts';
import type { Forge } from './forge.ts';
import type { ImageBuilder } from './image-builder.ts';
import type { Prover } from './prover.ts';
import type { Publication } from './publication.ts';
import type { ReferrersIndex } from './referrers-index.ts';
import type { RegistryWriter } from './registry-writer.ts';
import type { Registry } from './registry.ts';
import type { Run } from './run.ts';
import type { Signer } from './signer.ts';
import type { Source } from './source.ts';
import type { Staged } from './staged.ts';
import type { Store } from './store.ts';
import type { VersionNames } from './version-names.ts';
import type { Workshop } from './workshop.ts';

export interface Ports {
  readonly clock: Timer;
  readonly compressor: Compressor;
  readonly drafts: Drafts;
  readonly forge: Forge;
  readonly imageBuilder: ImageBuilder;
  readonly prover: Prover;
  readonly publication: Publication;
  readonly referrersIndex: ReferrersIndex;
  readonly registry: Registry;
  readonly registryWriter: RegistryWriter;
  readonly run: Run;
  readonly signer: Signer;
  readonly source: Source;
  readonly staged: Staged;
  readonly store: Store;
  readonly versionNames: VersionNames;
  readonly workshop: Workshop;
}

export type Door = keyof Ports;
