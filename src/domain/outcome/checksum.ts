// Stage 07: SHA-256 lists, and `.sha256` files beside assets where configured.
import type { Asset } from '../asset.ts';

export interface ChecksumOutcome {
  /** `.sha256` files first, then lists; a list never lists a list. */
  readonly assets: readonly Asset[];
}
