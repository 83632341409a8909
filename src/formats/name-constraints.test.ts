import { describe, expect, it } from 'vitest';

import { hostOf, permits } from './name-constraints.ts';

const HOST = 'rehearsal.colophon.invalid';
const constraints = {
  permitted: [
    { type: 'uri', base: HOST },
    { type: 'email', base: HOST },
    { type: 'dns', base: HOST },
  ],
  excluded: [{ type: 'ip', base: '' }],
} as const;

describe('name constraints', () => {
  it.each([
    { type: 'uri', value: `https://${HOST}/acme/widget`, held: true },
    { type: 'uri', value: `https://REHEARSAL.colophon.invalid/x`, held: true },
    { type: 'uri', value: `https://x.${HOST}/`, held: false },
    { type: 'uri', value: `https://${HOST}.evil.example/`, held: false },
    { type: 'uri', value: `https://user@${HOST}/`, held: false },
    { type: 'uri', value: `https://${HOST}:443/`, held: false },
    { type: 'uri', value: `mailto:x@${HOST}`, held: false },
    { type: 'email', value: `x@${HOST}`, held: true },
    { type: 'email', value: `x@${HOST}@evil.example`, held: false },
    { type: 'dns', value: `x.${HOST}`, held: true },
    { type: 'dns', value: `x${HOST}`, held: false },
    { type: 'ip', value: '', held: false },
    { type: 'other', value: '', held: false },
  ] as const)('$type $value: $held', ({ type, value, held }) => {
    expect(permits(constraints, { type, value })).toBe(held);
  });

  it('take a base with a leading dot for hosts below it', () => {
    const below = { permitted: [{ type: 'uri', base: '.example.com' }], excluded: [] } as const;
    expect(
      ['https://a.example.com/', 'https://example.com/'].map((value) =>
        permits(below, { type: 'uri', value }),
      ),
    ).toEqual([true, false]);
  });

  it.each([
    ['https://a/b', 'a'],
    ['https://a', 'a'],
    ['https://a?b', 'a'],
    ['https://a:1/', undefined],
    ['//a/', undefined],
  ])('hostOf(%s) is %s', (uri, host) => {
    expect(hostOf(uri)).toBe(host);
  });
});
