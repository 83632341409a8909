import { Buffer } from 'node:buffer';

import { expect, it } from 'vitest';

import { ed25519LogId, formatCheckpoint, formatNote } from './checkpoint.ts';

it('writes origin, size and root, one a line', () => {
  expect(formatCheckpoint('log.example', 7, new Uint8Array(32))).toBe(
    'log.example\n7\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n',
  );
});

it('derives the id of the public Rekor v2 log from its origin and key', () => {
  // log2025-1.rekor.sigstore.dev, as the public trusted root lists it.
  const key = Buffer.from('t8rlp1knGwjfbcXAYPYAkn0XiLz1x8O4t0YkEhie244=', 'base64');
  expect(Buffer.from(ed25519LogId('log2025-1.rekor.sigstore.dev', key)).toString('base64')).toBe(
    'zxGZFVvd0FEmjR8WrFwMdcAJ9vtaY/QXf44Y1wUeP6A=',
  );
});

it('ends a note with a line of name, key hint and signature', () => {
  const note = formatNote('a\n', 'log.example', Uint8Array.of(1, 2, 3, 4, 5), Uint8Array.of(9));
  expect(note).toBe(`a\n\n\u2014 log.example ${Buffer.from([1, 2, 3, 4, 9]).toString('base64')}\n`);
});
