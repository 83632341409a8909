// Stage 16: the release verified by name, anonymously, where consumers read.
import type { Verdict } from '../verdict.ts';

export interface ConfirmOutcome {
  readonly verdict: Verdict;
}
