// The one shape of a check: it takes only what earlier checks have proved, and hands on what it proves itself.
import type { Digest } from '../domain/digest.ts';
import type { AssertedBy, Finding, Result } from '../domain/finding.ts';
import type { FindingCode } from '../domain/finding-codes.ts';
import type { Policy } from './policy.ts';

export interface Check<Needs, Gives> {
  readonly name: string;
  /** What holds when the check finds nothing against it: one sentence. */
  readonly claim: string;
  readonly run: (evidence: Needs, policy: Policy) => Promise<Judged<Gives>>;
}

export interface Judged<Gives> {
  readonly findings: readonly Finding[];
  /** Absent when it was refuted; then nothing that needs it is judged. */
  readonly proved?: Gives;
}

interface Extra {
  readonly digest?: Digest;
  readonly remedy?: string;
  readonly assertedBy?: AssertedBy;
}

/** Writes the findings of one check. */
export const findingsOf = (check: string) => {
  const finding =
    (result: Result, demanded: boolean) =>
    (subject: string, code: FindingCode, message: string, extra: Extra = {}): Finding => ({
      check,
      subject,
      ...(extra.digest === undefined ? {} : { digest: extra.digest }),
      result,
      demanded,
      assertedBy: extra.assertedBy ?? 'verifier',
      code,
      message,
      ...(extra.remedy === undefined ? {} : { remedy: extra.remedy }),
    });
  return {
    proved: finding('proved', true),
    refuted: finding('refuted', true),
    absent: finding('absent', true),
    info: finding('info', false),
  };
};
