// What every place must do where the files of a release lie (src/ports/asset-source.ts).
import { createHash } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import type { AssetSource } from '../../src/ports/asset-source.ts';

/** Makes a source that holds exactly these files. */
export type MakeSource = (files: Readonly<Record<string, Uint8Array>>) => Promise<AssetSource>;

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

/** Runs the suite. */
export const assetSourceContract = (name: string, make: MakeSource): void => {
  describe(`${name} as a source of assets`, () => {
    const files = {
      'b.txt': text('bee'),
      'B.txt': text('Bee'),
      'a.tar.gz': new Uint8Array(300_000).fill(7),
      empty: text(''),
    };

    it('lists every file with its size, in byte order', async () => {
      expect(await (await make(files)).list()).toEqual([
        { name: 'B.txt', size: 3 },
        { name: 'a.tar.gz', size: 300_000 },
        { name: 'b.txt', size: 3 },
        { name: 'empty', size: 0 },
      ]);
    });

    it('answers digests in the order of the question', async () => {
      const source = await make(files);
      const names = ['empty', 'a.tar.gz', 'b.txt'] as const;
      expect(await source.digests(names)).toEqual(
        names.map((file) => ({
          digest: `sha256:${createHash('sha256').update(files[file]).digest('hex')}`,
          size: files[file].length,
        })),
      );
    });

    it('gives a file whole, and none beyond the limit', async () => {
      const source = await make(files);
      expect(await source.bytes('b.txt', 3)).toEqual(files['b.txt']);
      expect(await source.bytes('empty', 0)).toEqual(files.empty);
      await expect(source.bytes('b.txt', 2)).rejects.toMatchObject({ code: 'FILE_TOO_LARGE' });
    });

    it('gives a file of any size in pieces, where it can', async () => {
      const { stream } = await make(files);
      if (stream === undefined) return;
      const read = async (name: string): Promise<Uint8Array> => {
        const pieces: Uint8Array[] = [];
        for await (const piece of stream(name)) pieces.push(piece);
        return new Uint8Array(Buffer.concat(pieces));
      };
      expect(await read('a.tar.gz')).toEqual(files['a.tar.gz']);
      expect(await read('empty')).toEqual(files.empty);
      await expect(read('gone')).rejects.toMatchObject({ code: 'FILE_MISSING' });
    });

    it('changes nothing that it has given to somebody else', async () => {
      const source = await make(files);
      (await source.bytes('b.txt', 3)).fill(0);
      expect(await source.bytes('b.txt', 3)).toEqual(text('bee'));
    });

    it('fails for a file that is not there', async () => {
      const source = await make(files);
      await expect(source.bytes('gone', 10)).rejects.toMatchObject({ code: 'FILE_MISSING' });
      await expect(source.digests(['gone'])).rejects.toMatchObject({ code: 'FILE_MISSING' });
    });

    it.each(['../b.txt', '/etc/hostname', '.', '..', '', 'a/../b.txt', '..\\b.txt'])(
      'takes no path for a name: %j',
      async (path) => {
        const source = await make(files);
        await expect(source.bytes(path, 1000)).rejects.toMatchObject({ code: 'FILE_MISSING' });
        await expect(source.digests([path])).rejects.toMatchObject({ code: 'FILE_MISSING' });
      },
    );
  });
};
