// Stage 10: images and charts in their registry, by digest; a release of files has none.

export interface PushOutcome {
  readonly pushed: readonly never[];
}
