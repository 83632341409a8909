// One judgement about one thing: what was claimed, whether it holds, who says so.
import type { Digest } from './digest.ts';
import type { FindingCode } from './finding-codes.ts';

export type Result = 'proved' | 'refuted' | 'absent' | 'info';

/** `verifier` recomputed it, `platform` is a certificate, log or timestamp, `signer` is the release's own word. */
export type AssertedBy = 'verifier' | 'platform' | 'signer';

export interface Finding {
  /** The check that found it, one of the names in `verify/checks/` or `stages/01-gate/`. */
  readonly check: string;
  /** What it is about: an asset name, a tag, a change request. */
  readonly subject: string;
  readonly digest?: Digest;
  readonly result: Result;
  /** Whether the policy asks for it; only demanded findings decide the exit code. */
  readonly demanded: boolean;
  readonly assertedBy: AssertedBy;
  readonly code: FindingCode;
  /** One sentence. */
  readonly message: string;
  /** One sentence, where there is something to do. */
  readonly remedy?: string;
  /** From a stand-in, not from a real service. */
  readonly rehearsed?: true;
}

/** Whether a finding stands in the way: demanded, and refuted or absent. */
export const refuses = (finding: Finding): boolean =>
  finding.demanded && (finding.result === 'refuted' || finding.result === 'absent');
