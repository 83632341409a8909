import { describe, expect, it } from 'vitest';

import { type ArchiveEntry, archiveOrder, entryMode } from './archive-entry.ts';

const entry = (path: string, more: Partial<ArchiveEntry> = {}): ArchiveEntry => ({
  path,
  mode: 0o644,
  size: 0,
  bytes: async function* () {},
  ...more,
});
const ordered = async (...entries: readonly ArchiveEntry[]): Promise<readonly string[]> =>
  (await archiveOrder(entries)).map(({ path }) => path);

describe('archive entries', () => {
  it('stand in byte order, whatever order they come in', async () => {
    expect(await ordered(entry('b'), entry('a/é'), entry('a/z'), entry('a.txt'), entry('C'))).toEqual([
      'C',
      'a.txt',
      'a/z',
      'a/é',
      'b',
    ]);
  });

  it.each([
    ['', 'nothing'],
    ['/etc/passwd', 'an absolute path'],
    ['C:/x', 'a drive'],
    ['c:x', 'a path relative to a drive'],
    ['../x', 'a way out'],
    ['a/../b', 'a way out on the way'],
    ['a/..', 'a way out at the end'],
    ['./a', 'a dot'],
    ['a//b', 'an empty segment'],
    ['a/', 'a directory'],
    ['a\\b', 'a separator of Windows'],
    ['a\nb', 'a line feed'],
    ['a\0b', 'a NUL'],
    ['\u001b[31m', 'a terminal escape'],
    ['a\u009bb', 'a C1 control'],
    ['txt\u202egnp.exe', 'a change of direction'],
    ['\ud800', 'half a character'],
    ['x'.repeat(4097), 'more than 4,096 bytes'],
  ])('refuse %j: %s', async (path) => {
    await expect(ordered(entry(path))).rejects.toMatchObject({ code: 'ARCHIVE_ENTRY_INVALID' });
  });

  it.each([
    ['a', 'a'],
    ['README', 'readme'],
    ['dir/x', 'DIR/X'],
    ['caf\u00e9', 'cafe\u0301'],
    ['stra\u00dfe', 'STRASSE'],
    ['Dir/a', 'dir'],
    ['a', 'a/b'],
    ['a/b', 'a/b/c/d'],
  ])('refuse %j beside %j, whichever comes first', async (a, b) => {
    await expect(ordered(entry(a), entry(b))).rejects.toMatchObject({ code: 'ARCHIVE_ENTRY_TWICE' });
    await expect(ordered(entry(b), entry(a))).rejects.toMatchObject({ code: 'ARCHIVE_ENTRY_TWICE' });
  });

  it('may share a folder and look alike', async () => {
    expect(await ordered(entry('a/b'), entry('a/c'), entry('ab'), entry('a-b'))).toEqual([
      'a-b',
      'a/b',
      'a/c',
      'ab',
    ]);
  });

  it.each(['/x', '..', '../x', 'a/../../..', 'C:x', '', '\\x', 'a\nb'])(
    'refuse a link in d/ to %j',
    async (link) => {
      const links = [entry('d/l', { link: link === '..' ? '../..' : link === '../x' ? '../../x' : link })];
      await expect(ordered(...links)).rejects.toMatchObject({ code: 'ARCHIVE_ENTRY_INVALID' });
    },
  );

  it('may link to something beside, above or below, inside the archive', async () => {
    expect(await ordered(entry('d/l', { link: '../x' }), entry('d/m', { link: 'e/../f' }))).toEqual([
      'd/l',
      'd/m',
    ]);
  });

  it('refuse a size that is none', async () => {
    await expect(ordered(entry('a', { size: 1.5 }))).rejects.toMatchObject({ code: 'ARCHIVE_ENTRY_INVALID' });
    await expect(ordered(entry('a', { size: -1 }))).rejects.toMatchObject({ code: 'ARCHIVE_ENTRY_INVALID' });
  });

  it.each([
    [0o644, 0o644],
    [0o600, 0o644],
    [0o664, 0o644],
    [0o755, 0o755],
    [0o700, 0o755],
    [0o4711, 0o755],
    [0o100755, 0o755],
    [0, 0o644],
  ])('have the mode %o as %o', (mode, expected) => {
    expect(entryMode(mode)).toBe(expected);
  });
});
