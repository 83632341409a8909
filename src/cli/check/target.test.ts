import { describe, expect, it } from 'vitest';

import { findTarget, spellingOf } from './target.ts';

describe('a target', () => {
  it.each([
    ['./x', 'path'],
    ['../x/y', 'path'],
    ['/x', 'path'],
    ['~/x', 'path'],
    ['C:\\x', 'path'],
    ['c:/x', 'path'],
    ['x', 'path'],
    ['x@y', 'path'],
    ['oci://host/repo', 'scheme'],
    ['oci-layout:dir', 'scheme'],
    ['github:o/r@v1', 'scheme'],
    ['https://github.com/o/r', 'scheme'],
    ['owner/repo@v1', 'release'],
    ['dir/sub', 'release'],
  ])('%s is a %s', (text, spelling) => {
    expect(spellingOf(text)).toBe(spelling);
  });

  it.each([
    ['oci://host/repo', 'TARGET_NOT_SUPPORTED'],
    ['owner/repo@v1', 'TARGET_NOT_SUPPORTED'],
    ['src/cli', 'TARGET_AMBIGUOUS'],
    ['./nothing-here', 'TARGET_MISSING'],
  ])('%s fails with %s', (text, code) => {
    expect(() => findTarget(text, process.cwd())).toThrow(expect.objectContaining({ code, exit: 2 }));
  });

  it('is a directory or a file', () => {
    expect(findTarget('./src', process.cwd()).kind).toBe('directory');
    expect(findTarget('package.json', process.cwd()).kind).toBe('file');
  });
});
