// A repository as those who write it ask it: at its registry, with the right to pull and to push.
import { setTimeout } from 'node:timers/promises';

import type { Ask, Locate, Scope } from '../registry-reader/index.ts';

export interface Place {
  /** As Colophon calls it: `ghcr.io/acme/widget`. */
  readonly repository: string;
  readonly origin: string;
  /** As its registry calls it: `acme/widget`. */
  readonly name: string;
  /** Below the repository: `manifests/v1`. */
  readonly path: (below: string) => string;
  readonly scopes: readonly Scope[];
  readonly ask: Ask;
  /** Milliseconds before a second attempt; doubled for each further one. */
  readonly backoff: number;
  /** Waits, unless whoever asks has given up. */
  readonly rest: (milliseconds: number) => Promise<void>;
}

export type Open = (repository: string) => Place;

export interface PlacesOptions {
  readonly locate: Locate;
  readonly ask: (origin: string) => Ask;
  readonly signal?: AbortSignal;
  /** Milliseconds before an upload or a list is tried again, doubled for each further time; 100. */
  readonly backoff?: number;
}

/** Repositories by what they are called. */
export const createPlaces =
  ({ locate, ask, signal, backoff = 100 }: PlacesOptions): Open =>
  (repository) => {
    const { origin, name } = locate(repository);
    return {
      repository,
      origin,
      name,
      path: (below) => `/v2/${name}/${below}`,
      scopes: [{ name, actions: 'pull,push' }],
      ask: ask(origin),
      backoff,
      rest: async (milliseconds) => {
        signal?.throwIfAborted();
        await setTimeout(milliseconds, undefined, signal === undefined ? {} : { signal });
      },
    };
  };
