import { describe, expect, it } from 'vitest';

import type { Digest } from '../domain/digest.ts';
import { formatChecksums, parseChecksums } from './checksums.ts';
import { FormatError } from './format-error.ts';

const HEX = 'ab'.repeat(32);
const digest: Digest = `sha256:${HEX}`;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('a checksum list', () => {
  it('is sorted by name, in the text form that sha256sum writes, and reads back', () => {
    const written = formatChecksums([
      { name: 'b', digest },
      { name: 'a b', digest },
    ]);
    expect(new TextDecoder().decode(written)).toBe(`${HEX}  a b\n${HEX}  b\n`);
    expect(parseChecksums(written)).toEqual([
      { name: 'a b', digest },
      { name: 'b', digest },
    ]);
  });

  it.each(['../x', '/etc/passwd', 'a\nb', 'a\\b', '', '..'])('never holds the name %j', (name) => {
    expect(() => formatChecksums([{ name, digest }])).toThrow(TypeError);
  });

  it.each([
    { attack: 'a way out of the directory', text: `${HEX}  ../x\n` },
    { attack: 'an absolute name', text: `${HEX}  /etc/passwd\n` },
    { attack: 'one name with two digests', text: `${HEX}  a\n${'cd'.repeat(32)}  a\n` },
    { attack: 'an escaped name', text: `\\${HEX}  a\\nb\n` },
    { attack: 'a comment', text: `# x\n${HEX}  a\n` },
    { attack: 'a blank line', text: `${HEX}  a\n\n` },
    { attack: 'upper-case digits', text: `${HEX.toUpperCase()}  a\n` },
    { attack: 'Windows line ends', text: `${HEX}  a\r\n` },
    { attack: 'no line', text: '' },
    { attack: 'a torn last line', text: `${HEX}  a` },
    { attack: 'a BSD line', text: `SHA256 (a) = ${HEX}\n` },
  ])('with $attack is refused', ({ text }) => {
    expect(() => parseChecksums(bytes(text))).toThrow(FormatError);
  });

  it('may be in binary mode', () => {
    expect(parseChecksums(bytes(`${HEX} *a\n`))).toEqual([{ name: 'a', digest }]);
  });
});
