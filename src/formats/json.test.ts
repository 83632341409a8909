import { describe, expect, it } from 'vitest';

import { FormatError } from './format-error.ts';
import { parseCanonicalJson, parseJson } from './json.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const LIMITS = { bytes: 100_000, depth: 4 };

describe('strict JSON', () => {
  it.each([
    '{"a":[1,-2.5e3,true,false,null,"x\\u00e9\\n"]}',
    ' [ ] ',
    '"\\ud83d\\ude00"',
    '0',
    '{"__proto__":1}',
  ])('reads %s as everyone does', (text) => {
    expect(parseJson(bytes(text), LIMITS)).toEqual(JSON.parse(text));
  });

  it.each([
    { attack: 'a key twice', text: '{"a":1,"a":2}' },
    { attack: 'a key twice, once escaped', text: '{"a":1,"\\u0061":2}' },
    { attack: 'a lone surrogate', text: '"\\ud800"' },
    { attack: 'a byte order mark', text: '\ufeff{}' },
    { attack: 'a second document', text: '{}{}' },
    { attack: 'a comma too many', text: '[1,]' },
    { attack: 'a number with a leading zero', text: '01' },
    { attack: 'a number that is none', text: 'NaN' },
    { attack: 'a number too large', text: '1e999' },
    { attack: 'a raw line feed in a text', text: '"a\nb"' },
    { attack: 'an unknown escape', text: '"\\x41"' },
    { attack: 'a lone surrogate beside a pair', text: '["\\ud83d\\ude00","\\udfff"]' },
    { attack: 'too deep a nesting', text: '[[[[[[1]]]]]]' },
    { attack: 'a nesting that exhausts a stack', text: `${'['.repeat(40_000)}${']'.repeat(40_000)}` },
    { attack: 'nothing', text: '' },
    { attack: 'too many bytes', text: `"${'x'.repeat(100_000)}"` },
  ])('refuses $attack', ({ text }) => {
    expect(() => parseJson(bytes(text), LIMITS)).toThrow(FormatError);
  });

  it('refuses what is not UTF-8', () => {
    expect(() => parseJson(Uint8Array.of(0x22, 0xff, 0x22), LIMITS)).toThrow(FormatError);
  });

  it('reads a text of megabytes', () => {
    const text = 'x'.repeat(8_000_000);
    expect(parseJson(bytes(`"${text}"`), { bytes: 9_000_000 })).toBe(text);
  });

  it.each(['{"b":1,"a":2}', '{"a": 1}', '{"a":1}\n', '"\\u0061"', '1.0'])(
    'takes %s for no canonical document',
    (text) => {
      expect(() => parseCanonicalJson(bytes(text), LIMITS)).toThrow(FormatError);
    },
  );
});
