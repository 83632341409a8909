// What every digester must do (src/ports/digester.ts).
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Digester } from '../../src/ports/digester.ts';

/** Runs the suite. */
export const digesterContract = (name: string, make: () => Digester): void => {
  describe(`${name} as a digester`, () => {
    let dir = '';
    beforeAll(async () => {
      dir = await mkdtemp(join(tmpdir(), 'colophon-digester-'));
    });
    afterAll(() => rm(dir, { recursive: true }));

    const file = async (
      title: string,
      size: number,
    ): Promise<{ path: string; digest: string; size: number }> => {
      const bytes = Buffer.alloc(size, `${title} `);
      const path = join(dir, title);
      await writeFile(path, bytes);
      return { path, digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`, size };
    };

    it('answers digests and sizes in the order of the question', async () => {
      // Around the size in which files are read, and around the pause.
      const sizes = [0, 1, 262_143, 262_144, 262_145, 16 * 2 ** 20, 3 * 2 ** 20];
      const files = await Promise.all(sizes.map((size, index) => file(`f${index}`, size)));
      expect(await make().files(files.map(({ path }) => path))).toEqual(
        files.map(({ digest, size }) => ({ digest, size })),
      );
    });

    it('answers the same for more than other threads are started for', async () => {
      const files = await Promise.all([30, 5, 40].map((mib) => file(`large${mib}`, mib * 2 ** 20)));
      expect(await make().files(files.map(({ path }) => path))).toEqual(
        files.map(({ digest, size }) => ({ digest, size })),
      );
    });

    it('lets several questions be asked at once', async () => {
      const a = await file('a', 20 * 2 ** 20);
      const b = await file('b', 20 * 2 ** 20);
      const digester = make();
      const answers = await Promise.all([digester.files([a.path]), digester.files([b.path, a.path])]);
      expect(answers.map((list) => list.map(({ digest }) => digest))).toEqual([
        [a.digest],
        [b.digest, a.digest],
      ]);
    });

    it('answers nothing to no question', async () => {
      expect(await make().files([])).toEqual([]);
    });

    it('follows no link, not even to a file', async () => {
      const { path } = await file('target', 3);
      await symlink(path, join(dir, 'link'));
      await expect(make().files([join(dir, 'link')])).rejects.toMatchObject({ code: 'FILE_NOT_REGULAR' });
    });

    it('reads no directory', async () => {
      await mkdir(join(dir, 'directory'));
      await expect(make().files([join(dir, 'directory')])).rejects.toMatchObject({
        code: 'FILE_NOT_REGULAR',
      });
    });

    it('says which file is not there, also when the others are large', async () => {
      const files = await Promise.all([file('there', 40 * 2 ** 20), file('too', 40 * 2 ** 20)]);
      const gone = join(dir, 'gone');
      await expect(make().files([...files.map(({ path }) => path), gone])).rejects.toMatchObject({
        code: 'FILE_MISSING',
        message: expect.stringContaining(gone) as string,
      });
    });
  });
};
