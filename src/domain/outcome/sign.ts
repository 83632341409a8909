// Stage 09: each statement as a Sigstore bundle, published once and beside the files that ask for it.
import type { Asset } from '../asset.ts';
import type { Digest } from '../digest.ts';

export interface SignedStatement {
  /** Digest of the statement that was signed. */
  readonly statement: Digest;
  /** The `.intoto.jsonl` asset; one line. */
  readonly bundle: Asset;
  /** `<asset>.sigstore.json`, the same bytes. */
  readonly beside: readonly Asset[];
}

export interface SignOutcome {
  readonly signed: readonly SignedStatement[];
}
