// What every journal must do (src/ports/journal.ts).
import { describe, expect, it } from 'vitest';

import type { Journal } from '../../src/ports/journal.ts';

export interface JournalUnderTest {
  /** The same journal as another process would open it. */
  readonly open: () => Journal;
  /** Puts bytes at the end behind the journal's back, as a crash leaves them. */
  readonly tear: (bytes: string) => Promise<void>;
}

/** Runs the suite; `make` gives a new, empty journal each time. */
export const journalContract = (name: string, make: () => Promise<JournalUnderTest>): void => {
  describe(`${name} as a journal`, () => {
    it('has no lines in the beginning', async () => {
      expect(await (await make()).open().lines()).toEqual([]);
    });

    it('gives lines back in order, to others too', async () => {
      const { open } = await make();
      const journal = open();
      for (const line of ['one', '', '{"ü":"\u2028"}']) await journal.append(line);
      expect(await journal.lines()).toEqual(['one', '', '{"ü":"\u2028"}']);
      expect(await open().lines()).toEqual(['one', '', '{"ü":"\u2028"}']);
    });

    it('keeps lines whole that are appended at once', async () => {
      const { open } = await make();
      const lines = Array.from({ length: 40 }, (_, index) => String(index).repeat(500));
      const [here, there] = [open(), open()];
      await Promise.all(lines.map((line, index) => (index % 2 === 0 ? here : there).append(line)));
      expect((await open().lines()).toSorted()).toEqual(lines.toSorted());
    });

    it.each(['{"half', 'x'.repeat(10_000)])(
      'drops a torn last line and goes on behind the whole ones',
      async (torn) => {
        const { open, tear } = await make();
        await open().append('whole');
        await tear(torn);
        expect(await open().lines()).toEqual(['whole']);
        await open().append('next');
        expect(await open().lines()).toEqual(['whole', 'next']);
      },
    );

    it('drops a torn line that is the only one', async () => {
      const { open, tear } = await make();
      await tear('torn');
      expect(await open().lines()).toEqual([]);
      await open().append('first');
      expect(await open().lines()).toEqual(['first']);
    });

    it('takes no two lines for one', async () => {
      const { open } = await make();
      await expect(open().append('a\nb')).rejects.toThrow(TypeError);
      expect(await open().lines()).toEqual([]);
    });
  });
};
