// An image or a chart of the sealed list that its registry holds exactly so: what later checks may look at.
import type { ListedChart, ListedImage } from '../domain/colophon.ts';
import type { Descriptor } from '../domain/descriptor.ts';
import type { Digest } from '../domain/digest.ts';
import type { ContentKind } from '../domain/image.ts';
import type { TrustedRootMaterial } from '../formats/trusted-root.ts';
import type { Sealed } from './checks/seal.ts';
import type { Place } from './manifest-reading.ts';

/** What every check over a registry begins with. */
export interface RegistryEvidence {
  readonly sealed: Sealed;
  readonly place: Place;
  readonly root: TrustedRootMaterial;
  /** Whether what the list does not hold is refused. */
  readonly complete: boolean;
}

/** A manifest of a content: what it is there, for findings and signatures alike. */
export interface HeldManifest {
  /** `index`, `os/architecture[/variant]`, or `chart`. */
  readonly label: string;
  readonly descriptor: Pick<Descriptor, 'digest' | 'size' | 'mediaType'>;
}

export interface HeldContent {
  readonly kind: ContentKind;
  readonly entry: ListedImage | ListedChart;
  /** The index first, then platforms in its order; a chart's one manifest. */
  readonly manifests: readonly HeldManifest[];
  /** Everything that these manifests point at beside one another. */
  readonly blobs: readonly Descriptor[];
}

/** How findings call a manifest: its repository and digest. */
export const nameOf = (repository: string, digest: Digest): string => `${repository}@${digest}`;
