// Stage 09: each statement as a Sigstore bundle: published, beside the files that ask for it, attached to manifests.
import type { Asset } from '../asset.ts';
import type { Descriptor } from '../descriptor.ts';
import type { Digest } from '../digest.ts';
import type { Attachment } from '../image.ts';

export interface SignedStatement {
  /** That of the statement. */
  readonly id: string;
  readonly predicateType: string;
  /** Digest of the statement that was signed. */
  readonly statement: Digest;
  readonly bundle: Descriptor;
  /** The moment that its timestamp proves, RFC 3339 in UTC: `created` of what attaches it. */
  readonly time: string;
  /** The `.intoto.jsonl` asset first, where there is one, then `<asset>.sigstore.json`; all the same bytes. */
  readonly published: readonly Asset[];
  readonly attach: readonly Attachment[];
}

export interface SignOutcome {
  readonly signed: readonly SignedStatement[];
}
