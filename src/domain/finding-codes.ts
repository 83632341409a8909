// Every code a finding may carry, with what it means; `docs/codes.md` is made from this table.

export const FINDING_CODES = {
  // names and lists
  SUBJECT_DIGEST_MISMATCH: 'the bytes at hand are not the ones that were signed under this name',
  SUBJECT_NAME_MISMATCH: 'the signed bytes carry another name',
  SEAL_MISSING: 'the release says that it has a colophon, and it is not there',
  // reviews and checks
  TAG_WELL_FORMED: 'the tag follows the pattern and SemVer 2',
  TAG_MALFORMED: 'the tag does not follow the pattern or SemVer 2',
  TAG_AT_COMMIT: 'the tag names the commit that was asked for',
  TAG_MOVED: 'the tag names another commit than the one that was asked for',
  TAG_MISSING: 'there is no such tag',
  TAG_MADE_UP: 'no tag was given: the version is made up for this rehearsal',
  TAG_ON_BRANCH: 'the commit of the tag is on a release branch',
  TAG_NOT_ON_BRANCH: 'the commit of the tag is on no release branch',
  NOT_ON_BRANCH_YET: 'the commit is on no release branch yet; this rehearsal plays it as merged',
  TARGET_FREE: 'nothing of this tag is on the forge yet',
  TARGET_OURS: 'what is on the forge under this tag is this release',
  TARGET_TAKEN: 'something else is on the forge under this tag',
  CHANGELOG_HAS_SECTION: 'the changelog has a section for this version',
  CHANGELOG_HAS_NO_SECTION: 'the changelog has no section for this version',
  RANGE_BEGINS_HERE: 'there is no earlier release, so only the commit itself is asked for its review',
  RANGE_TOO_LONG: 'more commits since the previous release than are asked for their review',
  PREVIOUS_NOT_FIRST_PARENT: 'the previous release is not on the first-parent line of this one',
  REVIEWED: 'the change was approved by people who had no part in making it',
  REVIEW_MISSING: 'the change was not approved by enough people who had no part in making it',
  CHANGE_REQUEST_MISSING: 'the commit came without a change request',
  APPROVALS_NOT_DEMANDED: 'the configuration demands no approvals',
  CHECK_PASSED: 'the newest run of the check succeeded',
  CHECK_NEUTRAL: 'the newest run of the check neither succeeded nor failed',
  CHECK_FAILED: 'the newest run of the check failed',
  CHECK_PENDING: 'the check has not finished',
  CHECK_MISSING: 'the check was demanded and has not succeeded',
  CHECKS_MISSING: 'no check succeeded on this commit',
  RULES_IN_FORCE: 'the forge protects this',
  RULES_MISSING: 'the forge protects nothing here',
  REHEARSAL_NOT_RELEASE: 'this is a rehearsal, and it was shown as a release',
} as const satisfies Readonly<Record<string, string>>;

export type FindingCode = keyof typeof FINDING_CODES;
