// A clock whose pauses are over at once, for tests of what waits.
import type { Timer } from '../../src/ports/clock.ts';

export interface QuickTimer extends Timer {
  /** Milliseconds that were let pass, all together. */
  readonly waited: () => number;
}

/** Time passes only in pauses, and by `tick` milliseconds whenever it is asked for. */
export const createQuickTimer = ({ tick = 0 }: { readonly tick?: number } = {}): QuickTimer => {
  let now = Date.UTC(2026, 0, 2);
  let waited = 0;
  return {
    now: () => (now += tick),
    pause: async (milliseconds) => {
      now += milliseconds;
      waited += milliseconds;
    },
    waited: () => waited,
  };
};
