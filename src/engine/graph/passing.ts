// How many bytes have passed of those that are to pass, said a few times a second at most.
import type { Descriptor } from '../../domain/descriptor.ts';
import type { Digest } from '../../domain/digest.ts';
import type { Clock } from '../../ports/clock.ts';

export interface Passing {
  /** Counts what passes; a stream that begins again is counted again from its beginning. */
  readonly through: (content: Descriptor, bytes: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;
  /** All of it has passed, or need not. */
  readonly done: (content: Descriptor) => void;
}

/** Says a sentence if it is time for one. */
export type Pace = (text: () => string) => void;

/** The least time between two sentences, in milliseconds. */
const EVERY = 250;
const MIB = 1024 * 1024;

/** What is said of several things that pass at the same time, a few times a second at most for all of them. */
export const createPace = (clock: Clock, doing: (text: string) => void): Pace => {
  let said = clock.now();
  return (text) => {
    const now = clock.now();
    if (now - said < EVERY) return;
    said = now;
    doing(text());
  };
};

/** Says `3.1 of 20.0 MiB` and `where` while these contents pass; nothing of what passes at once. */
export const createPassing = (contents: readonly Descriptor[], where: string, pace: Pace): Passing => {
  const total = contents.reduce((sum, { size }) => sum + size, 0);
  const passed = new Map<Digest, number>();
  let sum = 0;
  const set = (digest: Digest, bytes: number): void => {
    sum += bytes - (passed.get(digest) ?? 0);
    passed.set(digest, bytes);
    pace(() => `${mib(sum)} of ${mib(total)} MiB ${where}`);
  };
  return {
    through: async function* ({ digest }, bytes) {
      let own = 0;
      set(digest, own);
      for await (const chunk of bytes) {
        own += chunk.length;
        set(digest, own);
        yield chunk;
      }
    },
    done: ({ digest, size }) => set(digest, size),
  };
};

const mib = (bytes: number): string => (bytes / MIB).toFixed(1);
