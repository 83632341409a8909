// What verification concludes: the body of the `verify` document.
import type { Finding } from './finding.ts';
import type { Identity } from './identity.ts';

export interface Verdict {
  /** Everything that the policy demands is proved. Never true for a rehearsal. */
  readonly verified: boolean;
  /** Set for a rehearsal only, and only when nothing demanded is refuted or absent. */
  readonly rehearsal?: 'consistent' | 'inconsistent';
  /** `complete`: the whole closed list was demanded; `present`: what is at hand. */
  readonly scope: 'complete' | 'present';
  /** Absent when no sealed list could be verified. */
  readonly release?: { readonly repository: string; readonly tag: string; readonly commit: string };
  readonly identity?: Identity;
  readonly findings: readonly Finding[];
  readonly summary: {
    readonly proved: number;
    readonly refuted: number;
    readonly absent: number;
    readonly info: number;
  };
  /** How many assets the list names and how many of them were at hand; absent without a list. */
  readonly assets?: { readonly listed: number; readonly present: number };
}

/** Whether nothing demanded is refuted or absent, and something demanded was proved. */
export const holds = (verdict: Verdict): boolean => verdict.verified || verdict.rehearsal === 'consistent';
