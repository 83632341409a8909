import { gzipSync } from 'node:zlib';

import { describe, expect, it } from 'vitest';

import { type LayerPart, layerTar } from '../../../test/support/layer-tar.ts';
import { OCI_LAYER } from '../../domain/oci.ts';
import { buildInfo, elf64 } from '../go-buildinfo/fixtures/programs.ts';
import { sha256 } from '../sha256.ts';
import { type Layer, rootFiles } from './root-files.ts';

const layerOf = (bytes: Uint8Array, mediaType: string = OCI_LAYER): Layer => ({
  mediaType,
  open: async function* () {
    for (let at = 0; at < bytes.length; at += 100) yield bytes.subarray(at, at + 100);
  },
});
const layer = (...parts: readonly LayerPart[]): Layer => layerOf(gzipSync(layerTar(parts)));
/** Unpacked, so that what is read comes in the same pieces. */
const inHundreds = (...parts: readonly LayerPart[]): Layer =>
  layerOf(layerTar(parts), 'application/vnd.oci.image.layer.v1.tar');
const pathsOf = async (...layers: readonly Layer[]): Promise<readonly string[]> =>
  [...(await rootFiles(layers)).keys()].sort();

const LOWER = layer(
  { path: 'a/x', content: 'ax' },
  { path: 'a/y', content: 'ay' },
  { path: 'ab', content: 'ab' },
  { path: 'b/c/d', content: 'd' },
);

describe('the files of an image', () => {
  it.each([
    { what: 'a whiteout of a file', parts: [{ path: 'a/.wh.x' }], left: ['a/y', 'ab', 'b/c/d'] },
    { what: 'a whiteout of a directory', parts: [{ path: '.wh.a' }], left: ['ab', 'b/c/d'] },
    {
      what: 'an opaque directory, with what the same layer puts in',
      parts: [{ path: 'a/new', content: 'n' }, { path: 'a/.wh..wh..opq' }],
      left: ['a/new', 'ab', 'b/c/d'],
    },
    {
      what: 'a whiteout beside the file that takes its place',
      parts: [{ path: 'a/x', content: '2' }, { path: 'a/.wh.x' }],
      left: ['a/x', 'a/y', 'ab', 'b/c/d'],
    },
    { what: 'an opaque root', parts: [{ path: '.wh..wh..opq' }, { path: 'z' }], left: ['z'] },
    {
      what: 'a symbolic link in place of a directory',
      parts: [{ path: 'b', type: '2', link: 'a' }],
      left: ['a/x', 'a/y', 'ab'],
    },
    {
      what: 'a directory in place of a file',
      parts: [{ path: 'ab', type: '5' }],
      left: ['a/x', 'a/y', 'b/c/d'],
    },
    {
      what: 'a file below what was a file',
      parts: [{ path: 'ab/c', content: 'c' }],
      left: ['a/x', 'a/y', 'ab/c', 'b/c/d'],
    },
    {
      what: 'what aufs keeps for itself',
      parts: [{ path: '.wh..wh.plnk' }],
      left: ['a/x', 'a/y', 'ab', 'b/c/d'],
    },
    {
      what: 'a device in place of a file',
      parts: [{ path: 'ab', type: '3' }],
      left: ['a/x', 'a/y', 'b/c/d'],
    },
  ])('are those that are left after $what', async ({ parts, left }) => {
    expect(await pathsOf(LOWER, layer(...parts))).toEqual(left);
  });

  it('have the digests of the uppermost layer, and hard links those of what they name', async () => {
    const files = await rootFiles([
      LOWER,
      layer(
        { path: 'ab', content: 'new' },
        { path: 'same', type: '1', link: './ab' },
        { path: 'old', type: '1', link: 'a/x' },
      ),
    ]);
    const digestOf = (path: string): string => `sha256:${files.get(path)?.sha256 ?? ''}`;
    expect(digestOf('ab')).toBe(sha256(new TextEncoder().encode('new')));
    expect(digestOf('same')).toBe(digestOf('ab'));
    expect(digestOf('old')).toBe(sha256(new TextEncoder().encode('ax')));
    expect(files.get('ab')).toMatchObject({
      size: 3,
      layer: 1,
      sha1: 'c2a6b03f190dfb2b4aa91f8af8d477a9bc3401dc',
    });
  });

  it('are read from tar without gzip, and from gzip of several members', async () => {
    const tar = layerTar([{ path: 'a' }]);
    expect(await pathsOf(layerOf(tar, 'application/vnd.oci.image.layer.v1.tar'))).toEqual(['a']);
    const members = Buffer.concat([gzipSync(tar.subarray(0, 512)), gzipSync(tar.subarray(512))]);
    expect(await pathsOf(layerOf(members))).toEqual(['a']);
  });

  it('keep the bytes that were asked for, up to what was asked', async () => {
    const files = await rootFiles([LOWER], (path) => (path === 'a/x' ? 2 : path === 'a/y' ? 1 : undefined));
    expect([files.get('a/x')?.kept, files.get('a/y')?.kept, files.get('ab')?.kept]).toEqual([
      new TextEncoder().encode('ax'),
      undefined,
      undefined,
    ]);
  });

  it('say what Go linked into an ELF file, even where its mark lies across pieces', async () => {
    const program = elf64(buildInfo('go1.26.5', 'path\tx\nmod\texample.com/x\tv1.0.0\n'));
    const files = await rootFiles([
      LOWER,
      inHundreds(
        { path: 'text', content: ' \u00ff Go buildinf:' },
        { path: 'elf', content: '\u007fELF' },
        { path: 'tiny', content: '\u007fE' },
        { path: 'go', content: program },
      ),
    ]);
    expect([...files].flatMap(([path, { go }]) => (go === undefined ? [] : [{ path, go }]))).toMatchObject([
      { path: 'go', go: { goVersion: 'go1.26.5', main: { path: 'example.com/x', version: 'v1.0.0' } } },
    ]);
  });

  it.each([
    {
      what: 'a compression that is not taken',
      one: layerOf(layerTar([]), `${OCI_LAYER.slice(0, -4)}lzma`),
      code: 'SBOM_UNREADABLE',
    },
    { what: 'no gzip', one: layerOf(layerTar([])), code: 'ARCHIVE_DAMAGED' },
    {
      what: 'gzip that is cut short',
      one: layerOf(gzipSync(layerTar([{ path: 'a' }])).subarray(0, 30)),
      code: 'ARCHIVE_DAMAGED',
    },
  ])('are refused for $what', async ({ one, code }) => {
    await expect(rootFiles([one])).rejects.toMatchObject({ code });
  });
});
