// Stage 14: the list, signed, in the draft, and attached to images, charts and mirrors.
import type { Asset } from '../asset.ts';
import type { Finding } from '../finding.ts';
import type { Referrer } from '../image.ts';

export interface SealOutcome {
  readonly document: Asset;
  readonly bundle: Asset;
  /** The two-layer referrer in each repository, for each manifest of the release there. */
  readonly attached: readonly (Referrer & { readonly repository: string })[];
  /** Mirrors that may fail, and did. */
  readonly findings?: readonly Finding[];
}
