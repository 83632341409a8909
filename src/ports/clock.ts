// The only way to learn the time, and to let some of it pass.

export interface Clock {
  /** Milliseconds since 1970, UTC. */
  readonly now: () => number;
}

export interface Timer extends Clock {
  /** Lets this many milliseconds pass; rejects as soon as the run is interrupted. */
  readonly pause: (milliseconds: number) => Promise<void>;
}
