// Stage 12: everything in a draft on the forge, each digest read back.
import type { Asset } from '../asset.ts';

export interface DraftOutcome {
  /** The forge's name for the draft. */
  readonly id: string;
  readonly title: string;
  /** Every asset in the draft, sorted by name. */
  readonly assets: readonly Asset[];
}
