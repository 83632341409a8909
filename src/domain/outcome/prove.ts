// Stage 13: the consumer's verifier said yes to exactly this list.
import type { Descriptor } from '../descriptor.ts';
import type { Identity } from '../identity.ts';

export interface ProveOutcome {
  /** The colophon's bytes, about to be sealed. */
  readonly document: Descriptor;
  /** Who the list says made it, and who seals it. */
  readonly identity: Identity;
  /** How many files were proved. */
  readonly files: number;
}
