import { describe, expect, it } from 'vitest';

import { collisions, duplicateName, nameFault } from './names.ts';

describe('a file name of a release', () => {
  it.each(['widget_linux_amd64.tar.gz', 'a b.txt', 'é.md', 'console.log', '.sigstore'])(
    'may be %s',
    (name) => {
      expect(nameFault(name)).toBeUndefined();
    },
  );

  it.each([
    '',
    '.',
    '..',
    'a/b',
    'a\\b',
    'C:x',
    'a\u0000',
    'a\nb',
    'a\u202eb',
    'a\u200bb',
    'a\ud800',
    'x.',
    ' x',
    'x ',
    'CON',
    'nul.txt',
    'com1.tar.gz',
    'x'.repeat(256),
  ])('may not be %j', (name) => {
    expect(nameFault(name)).toBeTypeOf('string');
  });

  it.each([
    [['a', 'A'], [['a', 'A']]],
    [['e\u0301', '\u00e9'], [['e\u0301', '\u00e9']]],
    [['stra\u00dfe', 'STRASSE'], [['stra\u00dfe', 'STRASSE']]],
    [['a', 'b'], []],
  ])('is compared after case folding and NFC: %j', (names, expected) => {
    expect(collisions(names)).toEqual(expected);
    expect(duplicateName(names)).toBe(expected[0]?.[1]);
  });
});
