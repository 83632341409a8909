// What every forge must answer that is asked about changes, checks and rules (src/ports/forge.ts).
import { describe, expect, it } from 'vitest';

import type { Forge } from '../../src/ports/forge.ts';

const COMMIT = 'c0ffee0000000000000000000000000000c0ffee';

/** Runs the suite; `make` gives a forge on which `COMMIT` is a reviewed change with green checks. */
export const forgeContract = (name: string, make: () => Promise<{ readonly forge: Forge }>): void => {
  describe(`${name} as a forge that is asked`, () => {
    it('knows its repository by name and by numbers', async () => {
      const { forge } = await make();
      const { name: slug, id, ownerId, defaultBranch } = await forge.repository();
      expect(slug).toMatch(/^[^/]+\/[^/]+$/);
      for (const text of [id, ownerId]) expect(text).toMatch(/^\d+$/);
      expect(defaultBranch).not.toBe('');
    });

    it('tells of a change who made it, what was merged, and what each reviewer may do', async () => {
      const { forge } = await make();
      const changes = await forge.changesOf(COMMIT);
      expect(changes.length).toBeGreaterThan(0);
      for (const { head, merged, author, reviews } of changes) {
        for (const commit of [head, merged]) expect(commit).toMatch(/^[0-9a-f]{40}$/);
        expect(author.id).not.toBe('');
        for (const { by, commit, permission, submittedAt } of reviews) {
          expect([by.id, commit, permission]).not.toContain('');
          expect(Number.isNaN(Date.parse(submittedAt))).toBe(false);
        }
      }
    });

    it('tells of a check which app ran it, and how it ended', async () => {
      const { forge } = await make();
      const checks = await forge.checksOf(COMMIT);
      expect(checks.length).toBeGreaterThan(0);
      expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length);
      for (const { app, status, conclusion } of checks) {
        expect(app.id).not.toBe('');
        expect(status === 'completed').toBe(conclusion !== undefined);
      }
    });

    it('answers the same when it is asked again', async () => {
      const { forge } = await make();
      const ask = async () => [
        await forge.changesOf(COMMIT),
        await forge.checksOf(COMMIT),
        await forge.statusesOf(COMMIT),
        await forge.rules('v1.2.3', 'main'),
        await forge.releases(),
      ];
      expect(await ask()).toEqual(await ask());
    });

    it('has no asset of a release that is not there', async () => {
      const { forge } = await make();
      const read = async () => {
        for await (const _ of forge.asset('nowhere', 'a')) expect.unreachable();
      };
      await expect(read()).rejects.toMatchObject({ code: 'ASSET_MISSING' });
    });

    it('takes a bounded number of assets, and says whether it is a stand-in', async () => {
      const { forge } = await make();
      expect(forge.maxAssets).toBeGreaterThan(0);
      expect(typeof forge.rehearsed).toBe('boolean');
    });
  });
};
