import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, describe, expect, it } from 'vitest';

import { refuses } from '../../src/domain/finding.ts';
import type { Verdict } from '../../src/domain/verdict.ts';
import { type Policy, verifyRelease } from '../../src/verify/index.ts';
import { makeRelease, type ReleaseOptions, type SmallRelease } from '../support/release.ts';

const made: SmallRelease[] = [];
const make = async (options?: ReleaseOptions): Promise<SmallRelease> => {
  const release = await makeRelease(options);
  made.push(release);
  return release;
};
afterEach(async () => {
  await Promise.all(made.splice(0).map((release) => release.remove()));
});

const judge = (release: SmallRelease, policy: Partial<Policy> = {}, complete = true): Promise<Verdict> =>
  verifyRelease({ assets: release.source, policy: { ...release.policy, ...policy }, complete, ignore: [] });
const codes = ({ findings }: Verdict): readonly string[] => [
  ...new Set(findings.filter(refuses).map(({ code }) => code)),
];

describe('a whole release', () => {
  it('is consistent, and never verified, because it is a rehearsal', async () => {
    const verdict = await judge(await make());
    expect(codes(verdict)).toEqual([]);
    expect(verdict).toMatchObject({
      verified: false,
      rehearsal: 'consistent',
      scope: 'complete',
      assets: { listed: 8, present: 8 },
    });
  });
});
