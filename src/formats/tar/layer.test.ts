import { describe, expect, it } from 'vitest';

import { type LayerPart, layerTar, paxRecord } from '../../../test/support/layer-tar.ts';
import { readLayer } from './layer.ts';

async function* stream(bytes: Uint8Array, step = 1000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += step) yield bytes.subarray(at, at + step);
}
const read = async (bytes: Uint8Array, limits = {}): Promise<readonly string[]> => {
  const found: string[] = [];
  for await (const { path, type, target, bytes: content } of readLayer(stream(bytes), limits)) {
    const parts: Uint8Array[] = [];
    for await (const part of content) parts.push(part);
    found.push([type, path, target ?? Buffer.concat(parts).toString()].join(' '));
  }
  return found;
};
const ofParts = (...parts: readonly LayerPart[]): Promise<readonly string[]> => read(layerTar(parts));

describe('a layer', () => {
  it('is read with entries of every type that containers know', async () => {
    expect(
      await ofParts(
        { path: './', type: '5' },
        { path: './etc/', type: '5' },
        { path: './etc/motd', content: 'hello' },
        { path: '/abs//x', content: 'y' },
        { path: 'old/' },
        { path: 'hard', type: '1', link: './etc/motd' },
        { path: 'soft', type: '2', link: '/etc/motd' },
        { path: 'dev/null', type: '3' },
        { path: 'seven', type: '7', content: '7' },
      ),
    ).toEqual([
      'directory  ',
      'directory etc ',
      'file etc/motd hello',
      'file abs/x y',
      'directory old ',
      'hardlink hard etc/motd',
      'symlink soft ',
      'other dev/null ',
      'file seven 7',
    ]);
  });

  it('takes long names from PAX records and from GNU entries, for the next entry alone', async () => {
    const long = `${'d/'.repeat(90)}file`;
    expect(
      await ofParts(
        { path: 'p', type: 'x', content: paxRecord('path', long) },
        { path: 'cut', content: '1' },
        { path: '././@LongLink', type: 'L', content: `${long}2\0` },
        { path: 'cut', content: '2' },
        { path: '././@LongLink', type: 'K', content: `${long}\0` },
        { path: 'link', type: '1', link: 'cut' },
        { path: 'plain', content: '3' },
      ),
    ).toEqual([`file ${long} 1`, `file ${long}2 2`, `hardlink link ${long}`, 'file plain 3']);
  });

  it('passes over attributes that are no text, and comments for the whole layer', async () => {
    const capability = paxRecord('SCHILY.xattr.security.capability', Uint8Array.of(1, 0, 0, 2, 0xff, 0x0a));
    expect(
      await ofParts(
        { path: 'g', type: 'g', content: paxRecord('comment', 'x') },
        { path: 'x', type: 'x', content: Buffer.concat([capability, paxRecord('mtime', '1.5')]) },
        { path: 'ping', content: 'p' },
      ),
    ).toEqual(['file ping p']);
  });

  it('writes bytes that are no UTF-8 so that two names stay two', async () => {
    expect(await ofParts({ path: Uint8Array.of(0x61, 0xe9) }, { path: Uint8Array.of(0x61, 0xea) })).toEqual([
      'file a%E9 ',
      'file a%EA ',
    ]);
  });

  it('may hold nothing, and may end without its mark', async () => {
    expect(await read(layerTar([]))).toEqual([]);
    expect(await read(new Uint8Array())).toEqual([]);
    expect(await read(layerTar([{ path: 'a' }], new Uint8Array()))).toEqual(['file a ']);
  });

  it('lets content be passed over', async () => {
    const paths: string[] = [];
    for await (const { path } of readLayer(
      stream(layerTar([{ path: 'a', content: 'x'.repeat(5000) }, { path: 'b' }])),
    ))
      paths.push(path);
    expect(paths).toEqual(['a', 'b']);
  });

  it.each([
    { what: 'a path that leads out', parts: [{ path: 'a/../../b' }], code: 'ARCHIVE_ENTRY_INVALID' },
    {
      what: 'a hard link that leads out',
      parts: [{ path: 'a', type: '1', link: '../b' }],
      code: 'ARCHIVE_ENTRY_INVALID',
    },
    { what: 'a type that nobody knows', parts: [{ path: 'a', type: 'Z' }], code: 'ARCHIVE_ENTRY_INVALID' },
    { what: 'a sparse file of GNU', parts: [{ path: 'a', type: 'S' }], code: 'ARCHIVE_ENTRY_INVALID' },
    {
      what: 'a sparse file of PAX',
      parts: [{ path: 'x', type: 'x', content: paxRecord('GNU.sparse.major', '1') }],
      code: 'ARCHIVE_ENTRY_INVALID',
    },
    {
      what: 'one name for all files',
      parts: [{ path: 'g', type: 'g', content: paxRecord('path', 'p') }],
      code: 'ARCHIVE_DAMAGED',
    },
    {
      what: 'a record without a length',
      parts: [{ path: 'x', type: 'x', content: 'path=x\n' }],
      code: 'ARCHIVE_DAMAGED',
    },
    {
      what: 'a record too long',
      parts: [{ path: 'x', type: 'x', content: '99 a=b\n' }],
      code: 'ARCHIVE_DAMAGED',
    },
    {
      what: 'a size that is none',
      parts: [{ path: 'x', type: 'x', content: paxRecord('size', '-1') }],
      code: 'ARCHIVE_DAMAGED',
    },
  ])('is refused for $what', async ({ parts, code }) => {
    await expect(ofParts(...parts)).rejects.toMatchObject({ code });
  });

  it('is refused when it is cut short, damaged, or larger than the limits', async () => {
    const whole = layerTar([{ path: 'a', content: 'x'.repeat(600) }, { path: 'b' }]);
    await expect(read(whole.subarray(0, 700))).rejects.toMatchObject({ code: 'ARCHIVE_DAMAGED' });
    await expect(read(whole.subarray(0, 300))).rejects.toMatchObject({ code: 'ARCHIVE_DAMAGED' });
    await expect(read(whole.map((byte, at) => (at === 0 ? byte + 1 : byte)))).rejects.toMatchObject({
      code: 'ARCHIVE_DAMAGED',
    });
    await expect(read(whole, { entries: 1 })).rejects.toMatchObject({ code: 'ARCHIVE_TOO_LARGE' });
    await expect(read(whole, { bytes: 1500 })).rejects.toMatchObject({ code: 'ARCHIVE_TOO_LARGE' });
  });
});
