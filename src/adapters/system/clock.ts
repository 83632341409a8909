// The machine's clock.
import type { Clock } from '../../ports/clock.ts';

/** The time as the machine tells it. */
export const createClock = (): Clock => ({ now: () => Date.now() });
