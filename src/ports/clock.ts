// The only way to learn the time.

export interface Clock {
  /** Milliseconds since 1970, UTC. */
  readonly now: () => number;
}
