// The machine's clock.
import { setTimeout } from 'node:timers/promises';

import type { Timer } from '../../ports/clock.ts';

/** The time as the machine tells it; pauses end when `signal` is aborted, and reject with its reason. */
export const createClock = ({ signal }: { readonly signal?: AbortSignal } = {}): Timer => ({
  now: () => Date.now(),
  pause: async (milliseconds) => {
    try {
      await setTimeout(milliseconds, undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    }
  },
});
