import { expect, it } from 'vitest';

import { redacted, reveal, secret } from './secret.ts';

const CANARY = 'canary-5f1d';

it('prints [token] as text, as JSON and inside a template', () => {
  const box = secret(CANARY);
  expect([String(box), JSON.stringify({ box }), `a ${box.toString()}`]).toEqual([
    '[token]',
    '{"box":"[token]"}',
    'a [token]',
  ]);
});

it('holds nothing that an inspector could walk to', () => {
  const box = secret(CANARY);
  expect(Object.values(box).map(String).join()).not.toContain(CANARY);
});

it('opens for the one who asks by name', () => {
  expect(reveal(secret(CANARY))).toBe(CANARY);
});

it('opens no look-alike', () => {
  expect(() => reveal({ toString: () => '[token]', toJSON: () => '[token]' })).toThrow(TypeError);
});

it('is cut out of a text that repeats it', () => {
  expect(redacted(`a ${CANARY} b ${CANARY}`, secret(CANARY))).toBe('a [token] b [token]');
});
