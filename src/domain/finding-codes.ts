// Every code a finding may carry, with what it means; `docs/codes.md` is made from this table.

export const FINDING_CODES = {
  // names and lists
  SUBJECT_DIGEST_MISMATCH: 'the bytes at hand are not the ones that were signed under this name',
  SUBJECT_NAME_MISMATCH: 'the signed bytes carry another name',
  SEAL_MISSING: 'the release says that it has a colophon, and it is not there',
  // reviews and checks
  REHEARSAL_NOT_RELEASE: 'this is a rehearsal, and it was shown as a release',
} as const satisfies Readonly<Record<string, string>>;

export type FindingCode = keyof typeof FINDING_CODES;
