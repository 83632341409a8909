// Whichever bit of whichever file of a release is flipped, the release is not accepted (docs/harmless.md says what may
// change unseen; none of it is one bit of a file that a rehearsal makes).
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { createKeys } from '../../src/adapters/local-sigstore/keys.ts';
import { judge } from './judge.ts';
import { copyTarget, SEAL, SEAL_BUNDLE, type Target } from './target.ts';
import { rehearsed, REPOSITORY, TAG } from './world.ts';

let scratch: string;
let target: Target;
let names: readonly string[];

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'colophon-bits-'));
  const place = await rehearsed(scratch, 'current', createKeys(Date.now()), REPOSITORY, TAG);
  target = copyTarget(place, join(scratch, 'copy'));
  names = target.names();
});
afterAll(async () => {
  await rm(scratch, { recursive: true, force: true });
});

/** Whether the release is accepted while this bit is another one. */
const acceptedWith = async (name: string, bit: number): Promise<boolean> => {
  const whole = target.read(name);
  const flipped = Uint8Array.from(whole);
  const at = (bit >> 3) % whole.length;
  flipped[at] = (flipped[at] ?? 0) ^ (1 << (bit & 7));
  target.write(name, flipped);
  try {
    return (await judge(target)).accepted;
  } finally {
    target.write(name, whole);
  }
};

it('accepts the release while no bit is flipped', async () => {
  expect(await judge(target)).toEqual({ accepted: true, exit: 0, codes: [] });
});

it.each([
  { what: 'any file', of: () => names },
  { what: 'the sealed list', of: () => [target.name(SEAL)] },
  { what: 'the signature over the sealed list', of: () => [target.name(SEAL_BUNDLE)] },
])('accepts no flipped bit of $what', async ({ of }) => {
  const bits = fc.tuple(fc.constantFrom(...of()), fc.nat({ max: 2 ** 31 - 1 }));
  const refused = fc.asyncProperty(bits, async ([name, bit]) => !(await acceptedWith(name, bit)));
  const { counterexample } = await fc.check(refused, { numRuns: 80 });
  expect(counterexample).toBeNull();
});
