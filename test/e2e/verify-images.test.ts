import { afterAll, describe, expect, it } from 'vitest';

import { refuses } from '../../src/domain/finding.ts';
import type { Verdict } from '../../src/domain/verdict.ts';
import { type ReleaseRequest, verifyRelease } from '../../src/verify/index.ts';
import { type ImageRelease, type ImageReleaseOptions, makeImageRelease } from '../support/image-release.ts';

const made: ImageRelease[] = [];
const make = async (options?: ImageReleaseOptions): Promise<ImageRelease> => {
  const release = await makeImageRelease(options);
  made.push(release);
  return release;
};
afterAll(async () => {
  await Promise.all(made.map((release) => release.remove()));
});

const judge = (release: ImageRelease, more: Partial<ReleaseRequest> = {}): Promise<Verdict> =>
  verifyRelease({
    assets: release.source,
    registry: release.memory.registry,
    policy: release.policy,
    complete: true,
    local: true,
    ignore: [],
    ...more,
  });
const codes = ({ findings }: Verdict): readonly string[] => [
  ...new Set(findings.filter(refuses).map(({ code }) => code)),
];

describe('a whole release with images', () => {
  it('is consistent, layers, mirrors and all', async () => {
    const verdict = await judge(await make());
    expect(verdict.findings.filter(refuses)).toEqual([]);
  });
});
