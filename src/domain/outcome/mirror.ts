// Stage 11: mirrors that were read back equal; a release without images has none.

export interface MirrorOutcome {
  readonly mirrors: readonly never[];
}
