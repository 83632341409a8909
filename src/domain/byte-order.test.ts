import fc from 'fast-check';
import { expect, it } from 'vitest';

import { byBytes } from './byte-order.ts';

it('orders texts as their UTF-8 bytes are ordered', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }), (a, b) => {
      expect(Math.sign(byBytes(a, b))).toBe(Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))));
    }),
  );
});

it('puts an emoji after the private use area, where UTF-16 order does not', () => {
  expect(byBytes('\u{1f600}', '\uffee')).toBeGreaterThan(0);
  expect(['\uffee', '\u{1f600}'].toSorted()).toEqual(['\u{1f600}', '\uffee']);
});
