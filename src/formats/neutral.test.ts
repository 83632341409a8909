import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { neutral, neutralJson, neutralScreen } from './neutral.ts';

const ATTACKS = [
  { name: 'an escape that clears the screen', input: '\x1b[2J', expect: '\\x1b[2J' },
  { name: 'a title set by an operating system command', input: '\x1b]0;x\x07', expect: '\\x1b]0;x\\x07' },
  { name: 'a C1 control sequence introducer', input: '\x9b31m', expect: '\\x9b31m' },
  { name: 'a carriage return that overwrites the line', input: 'bad\rgood', expect: 'bad\\rgood' },
  { name: 'a line feed that forges a line', input: 'a\n✓ verified', expect: 'a\\n✓ verified' },
  { name: 'a tab', input: 'a\tb', expect: 'a\\tb' },
  { name: 'a backspace', input: 'a\bb', expect: 'a\\x08b' },
  { name: 'a right-to-left override', input: 'a\u202egpj.exe', expect: 'a\\u{202e}gpj.exe' },
  { name: 'a bidi isolate', input: '\u2066x\u2069', expect: '\\u{2066}x\\u{2069}' },
  { name: 'a zero-width space', input: 'wid\u200bget', expect: 'wid\\u{200b}get' },
  { name: 'a tag character', input: 'a\u{e0041}', expect: 'a\\u{e0041}' },
  { name: 'a line separator', input: 'a\u2028b', expect: 'a\\u{2028}b' },
  { name: 'a lone surrogate', input: 'a\ud800b', expect: 'a\\u{d800}b' },
];

describe('neutral', () => {
  it.each(ATTACKS)('shows $name instead of obeying it', ({ input, expect: shown }) => {
    expect(neutral(input)).toBe(shown);
  });

  it('leaves what prints as it is', () => {
    expect(neutral('widget_1.2.3 – größer, 日本語, 🚀 \\n')).toBe('widget_1.2.3 – größer, 日本語, 🚀 \\n');
  });

  it('leaves nothing unseen in any text, and doing it twice changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const shown = neutral(text);
        expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
        expect(neutral(shown)).toBe(shown);
      }),
    );
  });
});

describe('neutralScreen', () => {
  it('keeps lines and colours, and shows every other escape', () => {
    expect(neutralScreen('\x1b[31m✗\x1b[39m a\n\x1b[2Jb\u202e', true)).toBe(
      '\x1b[31m✗\x1b[39m a\n\\x1b[2Jb\\u{202e}',
    );
  });

  it('leaves colours out where none are wanted', () => {
    expect(neutralScreen('\x1b[31mred\x1b[39m\x1b[2J\n', false)).toBe('red\\x1b[2J\n');
  });
});

describe('neutralJson', () => {
  it('changes the letters of a document, never what it says', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const json = neutralJson(JSON.stringify({ [text]: text }, null, 2));
        expect(json).not.toMatch(/[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
        expect(JSON.parse(json)).toEqual({ [text]: text });
      }),
    );
  });
});
