// What every run owes: provenance and certificate can be made from it and agree.
import { describe, expect, it } from 'vitest';

import type { Run } from '../../src/ports/run.ts';

const TAG = 'v1.2.3';
const COMMIT = 'c0ffee0000000000000000000000000000c0ffee';

/** The suite; `open` makes a fresh port. */
export const runContract = (name: string, open: () => Promise<Run>): void => {
  describe(`run: ${name}`, () => {
    it('signs as the workflow that builds', async () => {
      const port = await open();
      const run = await port.run(TAG, COMMIT);
      expect(await port.identity(TAG)).toEqual({ san: run.buildSignerUri, issuer: run.issuer });
    });

    it('names this tag and this commit', async () => {
      const run = await (await open()).run(TAG, COMMIT);
      expect([run.sourceRef, run.sourceDigest]).toEqual([`refs/tags/${TAG}`, COMMIT]);
      expect(run.buildConfigUri.endsWith(`@refs/tags/${TAG}`)).toBe(true);
    });

    it('keeps every address within one repository', async () => {
      const run = await (await open()).run(TAG, COMMIT);
      const { sourceRepositoryUri: repository } = run;
      for (const uri of [run.buildConfigUri, run.runInvocationUri])
        expect(uri.startsWith(`${repository}/`)).toBe(true);
      expect(repository.startsWith(`${run.sourceRepositoryOwnerUri}/`)).toBe(true);
      expect(run.runInvocationUri).toMatch(/\/actions\/runs\/\d+\/attempts\/\d+$/);
    });

    it('says the same when it is asked again', async () => {
      const port = await open();
      expect(await port.run(TAG, COMMIT)).toEqual(await port.run(TAG, COMMIT));
    });

    it('leaves nothing empty', async () => {
      const run = await (await open()).run(TAG, COMMIT);
      expect(Object.entries(run).filter(([, value]) => value === '')).toEqual([]);
    });
  });
};
