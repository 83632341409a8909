// Stage 12: everything in a draft on the forge, each digest read back.
import type { Asset } from '../asset.ts';
import type { Descriptor } from '../descriptor.ts';

export interface DraftOutcome {
  /** The forge's name for the draft. */
  readonly id: string;
  readonly title: string;
  /** The list that an earlier run has sealed there, when the release is taken up from it. */
  readonly sealed?: Descriptor;
  /** Every asset in the draft but the seal, sorted by name. */
  readonly assets: readonly Asset[];
}
