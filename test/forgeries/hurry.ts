// Pauses of the product last a hundredth of their time while a lie is told: what waits for a registry to come to its
// senses waits as often, and tests do not.
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';

/** Calls with pauses hurried; `patience` hurries also what gives up on programs and connections that hang. */
export const hurried = async <T>(
  call: () => Promise<T>,
  { patience = false }: { readonly patience?: boolean } = {},
): Promise<T> => {
  const [pause, later] = [timers.setTimeout, globalThis.setTimeout];
  timers.setTimeout = ((milliseconds = 0, ...rest: unknown[]) =>
    Reflect.apply(pause, timers, [milliseconds / 100, ...rest])) as typeof pause;
  if (patience)
    globalThis.setTimeout = Object.assign(
      (run: () => void, milliseconds = 0, ...rest: unknown[]) =>
        Reflect.apply(later, globalThis, [
          run,
          milliseconds >= 30_000 ? milliseconds / 100 : milliseconds,
          ...rest,
        ]),
      later,
    ) as typeof later;
  syncBuiltinESMExports();
  try {
    return await call();
  } finally {
    timers.setTimeout = pause;
    globalThis.setTimeout = later;
    syncBuiltinESMExports();
  }
};
