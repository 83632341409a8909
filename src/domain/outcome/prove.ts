// Stage 13: the consumer's verifier said yes to exactly this list.
import type { Descriptor } from '../descriptor.ts';
import type { Verdict } from '../verdict.ts';

export interface ProveOutcome {
  /** The colophon's bytes, about to be sealed. */
  readonly document: Descriptor;
  readonly summary: Verdict['summary'];
}
