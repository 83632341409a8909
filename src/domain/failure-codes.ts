// Every code a failure may carry and the exit code it ends with (docs/codes.md is made from this table).
// 1 judged and refused, 2 usage or configuration, 3 the outside could not be asked, 4 held, 5 public but
// unconfirmed, 70 a fault of Colophon's own, 130 and 143 interrupted.

export const FAILURE_CODES = {
  USAGE: 2,
  NOT_A_GIT_REPOSITORY: 2,
  REF_UNKNOWN: 2,
  SHALLOW_CLONE: 2,
  CONFIG_MISSING: 2,
  CONFIG_INVALID: 2,
  OUT_NOT_EMPTY: 2,
  BUILD_FAILED: 1,
  BUILD_TIMEOUT: 1,
  OUTPUT_MISSING: 1,
  OUTPUT_OUTSIDE: 1,
  ASSET_NAME_TWICE: 2,
  ASSET_NAME_INVALID: 2,
  GATE_REFUSED: 1,
  NOT_PROVED: 1,
  OUTCOME_DIVERGED: 1,
  TARGET_TAKEN: 1,
  DISK_FULL: 3,
  INTERRUPTED: 130,
  TERMINATED: 143,
  INTERNAL: 70,
} as const satisfies Readonly<Record<string, number>>;

export type FailureCode = keyof typeof FAILURE_CODES;
