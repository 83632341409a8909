import { describe, expect, it } from 'vitest';

import { readLayer } from '../tar/layer.ts';
import { foldersAbove, layerArchive, type LayerEntry, type LayerOptions } from './layer.ts';

const entry = (path: string, more: Partial<LayerEntry> = {}): LayerEntry => ({
  path,
  mode: 0o644,
  uid: 0,
  gid: 0,
  size: 1,
  bytes: async function* () {
    yield new Uint8Array(1);
  },
  ...more,
});

const listed = async (entries: readonly LayerEntry[], options: LayerOptions = { epoch: 0 }) => {
  const said: string[] = [];
  for await (const { path, type, mode, uid, gid } of readLayer(layerArchive(entries, options)))
    said.push(`${type} ${mode.toString(8)} ${uid}:${gid} ${path}`);
  return said;
};

describe('a layer', () => {
  it('has every directory before what lies in it, and depends on no order', async () => {
    const entries = [entry('b/a'), entry('a-b'), entry('a/c/d'), entry('a/b')];
    const said = await listed(entries);
    expect(said).toEqual([
      'directory 755 0:0 a',
      'file 644 0:0 a-b',
      'file 644 0:0 a/b',
      'directory 755 0:0 a/c',
      'file 644 0:0 a/c/d',
      'directory 755 0:0 b',
      'file 644 0:0 b/a',
    ]);
    expect(await listed(entries.toReversed())).toEqual(said);
  });

  it('keeps owners that ustar has no room for, and paths of any length', async () => {
    const long = `${'ü'.repeat(60)}/${'a'.repeat(200)}`;
    expect(await listed([entry(long, { mode: 0o6711, uid: 2_097_152, gid: 4_294_967_294 })])).toEqual([
      `directory 755 0:0 ${'ü'.repeat(60)}`,
      `file 6711 2097152:4294967294 ${long}`,
    ]);
  });

  it('takes a directory as it is below', async () => {
    const directory = (path: string) => (path === 'tmp' ? { mode: 0o1777, uid: 1, gid: 2 } : undefined);
    expect(await listed([entry('tmp/a')], { epoch: 0, directory })).toEqual([
      'directory 1777 1:2 tmp',
      'file 644 0:0 tmp/a',
    ]);
  });

  it('may tell two names apart that differ by case alone, as images do', async () => {
    expect(await listed([entry('A'), entry('a')])).toHaveLength(2);
  });

  it('has the time of the commit everywhere', async () => {
    const times: string[] = [];
    for await (const chunk of layerArchive([entry('a/b')], { epoch: 0o1234567 }))
      if (chunk.length === 512) times.push(Buffer.from(chunk.subarray(136, 147)).toString());
    expect(new Set(times.filter((text) => /^[0-7]+$/.test(text)))).toEqual(new Set(['00001234567']));
  });

  it.each([
    { name: 'two entries at one path', entries: [entry('a'), entry('a')], code: 'ARCHIVE_ENTRY_TWICE' },
    { name: 'an entry below a file', entries: [entry('a'), entry('a/b')], code: 'ARCHIVE_ENTRY_TWICE' },
    { name: 'a path that leaves it', entries: [entry('../a')], code: 'ARCHIVE_ENTRY_INVALID' },
    { name: 'a path from the root', entries: [entry('/a')], code: 'ARCHIVE_ENTRY_INVALID' },
    { name: 'a name that removes', entries: [entry('a/.wh.b')], code: 'ARCHIVE_ENTRY_INVALID' },
    { name: 'a directory that removes', entries: [entry('.wh.a/b')], code: 'ARCHIVE_ENTRY_INVALID' },
    { name: 'more bytes than announced', entries: [entry('a', { size: 0 })], code: 'ARCHIVE_ENTRY_SIZE' },
    { name: 'fewer', entries: [entry('a', { size: 2 })], code: 'ARCHIVE_ENTRY_SIZE' },
  ])('with $name is refused', async ({ entries, code }) => {
    await expect(listed(entries)).rejects.toMatchObject({ code });
  });

  it('knows the directories above a path', () => {
    expect(foldersAbove('a/b/c')).toEqual(['a', 'a/b']);
    expect(foldersAbove('a')).toEqual([]);
  });
});
