// How many questions a registry is asked at once; who comes later waits in line.

/** Waits for a slot and gives what frees it (once; more calls do nothing). Fails when the signal is given meanwhile. */
export type Slots = (signal?: AbortSignal) => Promise<() => void>;

/** `most` slots. */
export const createSlots = (most: number): Slots => {
  let taken = 0;
  const waiting: (() => void)[] = [];
  const free = (): void => {
    const next = waiting.shift();
    if (next === undefined) taken -= 1;
    else next();
  };
  const once = (): (() => void) => {
    let held = true;
    return () => {
      if (held) free();
      held = false;
    };
  };
  return async (signal) => {
    signal?.throwIfAborted();
    if (taken < most) {
      taken += 1;
      return once();
    }
    await new Promise<void>((resolve, reject) => {
      const enter = (): void => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      const leave = (): void => {
        waiting.splice(waiting.indexOf(enter), 1);
        reject(signal?.reason as Error);
      };
      signal?.addEventListener('abort', leave, { once: true });
      waiting.push(enter);
    });
    return once();
  };
};
