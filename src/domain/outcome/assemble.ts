// Stage 03: one index per image; a release without images has none.

export interface AssembleOutcome {
  readonly indexes: readonly never[];
}
