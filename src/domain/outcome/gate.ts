// Stage 01: the facts that everything else reads, and the evidence for letting them through.
import type { Asset } from '../asset.ts';
import type { Finding } from '../finding.ts';
import type { ReleaseFacts } from '../release.ts';

/**
 * What the forge holds of this tag: nothing, a draft, a draft with a sealed list, or the published release.
 * The last two were verified. A public release whose moving names are not all given yet is `sealed` too: it goes on.
 */
export type ReleaseState = 'new' | 'draft' | 'sealed' | 'published';

export interface GateOutcome {
  readonly facts: ReleaseFacts;
  /** The evidence document, an asset of the release; frozen when the gate passes. */
  readonly evidence: Asset;
  /** What the gate saw; every demanded one is proved, or there would be no outcome. */
  readonly findings: readonly Finding[];
  readonly state: ReleaseState;
  /** The forge's name for the draft, when there is one. */
  readonly draft?: string;
}
