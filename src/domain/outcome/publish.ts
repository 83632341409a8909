// Stage 15: names given, in this order.
import type { Finding } from '../finding.ts';

export interface PublishOutcome {
  readonly names: readonly string[];
  readonly latest: boolean;
  /** Mirrors that may fail, and did. */
  readonly findings?: readonly Finding[];
}
