import { expect, it } from 'vitest';

import { pae } from './pae.ts';

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const bytes = (value: string): Uint8Array => new TextEncoder().encode(value);

it('gives the example of the DSSE specification', () => {
  expect(text(pae('http://example.com/HelloWorld', bytes('hello world')))).toBe(
    'DSSEv1 29 http://example.com/HelloWorld 11 hello world',
  );
});

it('counts bytes, not characters', () => {
  expect(text(pae('tö', bytes('né')))).toBe('DSSEv1 3 tö 3 né');
});
