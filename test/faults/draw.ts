// Which questions are made to fail, and how, drawn from what an undisturbed release asked. A seed draws the same again.
import { FATES, type Fate, type Fault } from './fault-proxy.ts';
import { type Kind, KINDS } from './questions.ts';

export type Counted = ReadonlyMap<Kind, number>;

export interface Trial {
  readonly faults: readonly Fault[];
  /** Whether the registry takes blobs in pieces alone. */
  readonly pieces: boolean;
}

/** One fault of every fate, of kinds in turn, which comes once. */
export const drawSingles = (counted: Counted, seed: number): readonly Trial[] => {
  const draw = random(seed);
  const kinds = shuffled(asked(counted), draw);
  return shuffled(FATES, draw).flatMap((fate, at) => {
    const kind = kinds[at % kinds.length];
    return kind === undefined ? [] : [trial([fault(counted, kind, fate, draw)])];
  });
};

/** One fault of every kind, of fates in turn, after which nothing of the kind works any more. */
export const drawOutages = (counted: Counted, seed: number): readonly Trial[] => {
  const draw = random(seed + 1000);
  const fates = shuffled(FATES, draw);
  return shuffled(asked(counted), draw).flatMap((kind, at) => {
    const fate = fates[at % fates.length];
    return fate === undefined ? [] : [trial([{ ...fault(counted, kind, fate, draw), lasting: true }])];
  });
};

/** Releases in which something of every kind goes wrong, more than once. */
export const drawStorms = (counted: Counted, seed: number, many: number): readonly Trial[] => {
  const draw = random(seed + 2000);
  return Array.from({ length: many }, (_, at) => ({
    faults: [...asked(counted), ...asked(counted)].flatMap((kind) => {
      const fate = FATES[Math.floor(draw() * FATES.length)];
      return fate === undefined ? [] : [fault(counted, kind, fate, draw)];
    }),
    pieces: at % 2 === 1,
  }));
};

/** Every kind with every fate, once and for good. */
export const drawAll = (counted: Counted, seed: number): readonly Trial[] => {
  const draw = random(seed);
  return asked(counted).flatMap((kind) =>
    FATES.flatMap((fate) =>
      [false, true].map((lasting) => trial([{ ...fault(counted, kind, fate, draw), lasting }])),
    ),
  );
};

/** Pieces are sent only where nothing else is taken; there are about as many as blobs. */
const asked = (counted: Counted): readonly Kind[] =>
  KINDS.filter((kind) => kind === 'PATCH upload' || (counted.get(kind) ?? 0) > 0);

const trial = (faults: readonly Fault[]): Trial => ({
  faults,
  pieces: faults.some(({ kind }) => kind === 'PATCH upload'),
});

const fault = (counted: Counted, kind: Kind, fate: Fate, draw: () => number): Fault => {
  const most = counted.get(kind === 'PATCH upload' ? 'PUT upload' : kind) ?? 1;
  return { kind, n: 1 + Math.floor(draw() * most), fate, lasting: false };
};

/** Numbers from 0 to 1 (mulberry32). */
export const random = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

const shuffled = <T>(all: readonly T[], draw: () => number): readonly T[] =>
  all
    .map((one) => ({ one, at: draw() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ one }) => one);
