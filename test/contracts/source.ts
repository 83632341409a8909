// What every `Source` keeps, whatever the repository lies in.
import { beforeAll, describe, expect, it } from 'vitest';

import type { Source } from '../../src/ports/source.ts';
import type { Widget } from '../support/widget.ts';

export interface SourceCase {
  readonly source: Source;
  /** Three commits on `main`; annotated tag `v1.2.0` on the third, `v1.1.0` on the second, `v1.2` and branch `maintenance-main` on the first. */
  readonly widget: Widget;
}

/** Runs the suite on one adapter. */
export const sourceContract = (name: string, make: () => Promise<SourceCase>): void => {
  describe(`source: ${name}`, () => {
    let source: Source;
    let widget: Widget;
    let ids: readonly [string, string, string];
    beforeAll(async () => {
      ({ source, widget } = await make());
      const [first = '', second = '', third = ''] = widget.commits;
      ids = [first, second, third];
    });

    it.each(['main', 'v1.2.0', 'refs/tags/v1.2.0', 'HEAD', '@'])('finds the commit of %s', async (ref) => {
      expect(await source.commit(ref)).toEqual({
        id: ids[2],
        parents: [ids[1]],
        time: '2026-03-04T07:06:07+02:00',
        epoch: 1772600767,
        subject: 'Greet in language 2 (#2)',
      });
    });

    it('finds a commit by its id, its first digits and by steps back', async () => {
      expect((await source.commit(ids[1])).id).toBe(ids[1]);
      expect((await source.commit(ids[1].slice(0, 12))).id).toBe(ids[1]);
      expect((await source.commit('main~1')).id).toBe(ids[1]);
      expect((await source.commit('v1.2.0^^')).id).toBe(ids[0]);
    });

    it.each([
      { name: 'part of a tag', ref: 'v1' },
      { name: 'part of a branch', ref: 'maintenance' },
      { name: 'a description instead of a name', ref: 'v1.2.0-0-gREPLACED' },
      { name: 'an option', ref: '--all' },
      { name: 'nothing', ref: '' },
      { name: 'a search', ref: ':/Greet' },
      { name: 'a path in a tree', ref: 'main:README.md' },
      { name: 'a reflog entry', ref: 'main@{0}' },
      { name: 'a line feed', ref: 'main\nmain' },
      { name: 'a control character', ref: 'main\u0007' },
      { name: 'an id that is not there', ref: 'f'.repeat(40) },
      { name: 'more steps than there are', ref: 'main~9' },
    ])('does not take $name for a ref', async ({ ref }) => {
      const asked = ref.replace('REPLACED', ids[2].slice(0, 7));
      await expect(source.commit(asked)).rejects.toMatchObject({ code: 'REF_UNKNOWN' });
    });

    it('knows tags by their exact names, peeled', async () => {
      expect(await source.tag('v1.2.0')).toBe(ids[2]);
      expect(await source.tag('v1.2')).toBe(ids[0]);
      for (const name of [
        'v1',
        'main',
        'v1.2.0~1',
        'v1.2.0^{commit}',
        '-v1.2.0',
        '',
        'V1.2.0',
        `v9-g${ids[2].slice(0, 8)}`,
      ])
        expect(await source.tag(name)).toBeUndefined();
    });

    it('lists the tags before a commit and at it, none after', async () => {
      expect(await source.tagsBefore(ids[1])).toEqual([
        { name: 'v1.1.0', commit: ids[1] },
        { name: 'v1.2', commit: ids[0] },
      ]);
    });

    it('lists branches by name', async () => {
      expect(await source.branches()).toEqual(
        expect.arrayContaining([
          { name: 'main', commit: ids[2] },
          { name: 'maintenance-main', commit: ids[0] },
        ]),
      );
      expect(new Set((await source.branches()).map((branch) => branch.name))).toEqual(
        new Set(['main', 'maintenance-main']),
      );
    });

    it('tells ancestors', async () => {
      expect(await source.isAncestor(ids[0], ids[2])).toBe(true);
      expect(await source.isAncestor(ids[2], ids[2])).toBe(true);
      expect(await source.isAncestor(ids[2], ids[0])).toBe(false);
      await expect(source.isAncestor('main', ids[0])).rejects.toMatchObject({ code: 'REF_UNKNOWN' });
    });

    it('lists a range of first parents, newest first', async () => {
      const list = async (after: string | undefined, limit: number): Promise<readonly string[]> =>
        (await source.range(after, ids[2], limit)).map((commit) => commit.id);
      expect(await list(undefined, 10)).toEqual([ids[2], ids[1], ids[0]]);
      expect(await list(ids[0], 10)).toEqual([ids[2], ids[1]]);
      expect(await list(undefined, 1)).toEqual([ids[2]]);
      expect(await list(ids[2], 10)).toEqual([]);
    });

    it('lists the files of a commit in byte order', async () => {
      const files = await source.files(ids[2]);
      const paths = files.map((file) => file.path);
      expect(paths).toContain('scripts/build.mjs');
      expect(paths).toEqual([...paths].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
      expect(files.find((file) => file.path === 'src/widget.mjs')).toMatchObject({
        executable: true,
        link: false,
      });
      expect(files.find((file) => file.path === 'README.md')).toMatchObject({
        executable: false,
        link: false,
      });
    });

    it('reads a file of the commit, not of the working copy, many at once', async () => {
      const read = async (commit: string): Promise<string> => {
        const chunks: Uint8Array[] = [];
        for await (const chunk of source.read(commit, 'vendor/table.csv')) chunks.push(chunk);
        return Buffer.concat(chunks).toString('utf8');
      };
      const texts = await Promise.all(ids.map(read));
      expect(texts.map((text) => text.split('\n').length)).toEqual([5, 6, 7]);
    });

    it('reads a small file whole, within its bound', async () => {
      expect(Buffer.from((await source.text(ids[0], 'vendor/table.csv', 100)) ?? []).toString()).toMatch(
        /^greeting,language\n/,
      );
      expect(await source.text(ids[0], 'no/such', 100)).toBeUndefined();
      await expect(source.text(ids[0], 'LICENSE', 100)).rejects.toMatchObject({ code: 'FILE_TOO_LARGE' });
    });

    it('says when a file is not in the commit', async () => {
      const read = async (): Promise<void> => {
        for await (const _ of source.read(ids[0], '../README.md')) continue;
      };
      await expect(read()).rejects.toMatchObject({ code: 'SOURCE_FILE_MISSING' });
    });
  });
};
