import { createHash } from 'node:crypto';
import { versions } from 'node:process';

import { deflateRaw } from 'pako';
import { expect, it } from 'vitest';

import { KNOWN_ZLIB, nativeIsProved, vector, VECTOR_DIGESTS } from './self-test.ts';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

it('tries native compression on bytes that are the same everywhere', () => {
  expect(sha256(vector())).toBe('32cdc944d254a4d0e013ffb4aef87800236c1e12dcbeef26c45b0c63a3d34b8f');
});

it.each([...VECTOR_DIGESTS])('knows what pako makes of them at level %i', (level, digest) => {
  expect(sha256(deflateRaw(vector(), { level }))).toBe(digest);
});

it.each([...VECTOR_DIGESTS])(
  'would notice a zlib that searches as others do, at level %i',
  (level, digest) => {
    // The search of stock zlib, which distributions build Node with.
    expect(sha256(deflateRaw(vector(), { level, legacyHash: true }))).not.toBe(digest);
  },
);

it('trusts no zlib that was never compared, whatever it makes of the vector', async () => {
  expect(await nativeIsProved('1.2.13')).toBe(false);
  expect(await nativeIsProved('')).toBe(false);
});

it.runIf(KNOWN_ZLIB.has(versions.zlib ?? ''))(
  'trusts the zlib of this Node, which was compared',
  async () => {
    expect(await nativeIsProved()).toBe(true);
  },
);
