// Stage 14: the list, signed, and in the draft.
import type { Asset } from '../asset.ts';

export interface SealOutcome {
  readonly document: Asset;
  readonly bundle: Asset;
}
