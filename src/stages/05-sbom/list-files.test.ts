import { describe, expect, it } from 'vitest';

import type { RootFile } from '../../formats/oci/root-files.ts';
import { listFiles } from './list-files.ts';

const file = (layer: number): RootFile => ({
  sha1: '0a'.repeat(20),
  sha256: '0b'.repeat(32),
  size: 1,
  layer,
  program: false,
});
const ROOT = new Map([
  ['z', file(1)],
  ['b', file(0)],
  ['a', file(0)],
]);

describe('the files of an image in its document', () => {
  it('are all of them, by path', () => {
    const { files, leftOut } = listFiles(ROOT, 1);
    expect([files.map(({ path }) => path), leftOut]).toEqual([['a', 'b', 'z'], 0]);
  });

  it('are ours before those of the base where there are too many, and the rest is counted', () => {
    const { files, leftOut, listed } = listFiles(ROOT, 1, 2);
    expect([files.map(({ path }) => path), leftOut, [...listed]]).toEqual([['a', 'z'], 1, ['a', 'z']]);
  });
});
