// Stage 15: names given, in this order.

export interface PublishOutcome {
  readonly names: readonly string[];
  readonly latest: boolean;
}
