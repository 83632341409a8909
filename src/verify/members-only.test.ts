import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type ImageRelease, makeImageRelease, MIRROR, ORIGIN } from '../../test/support/image-release.ts';
import { Failure } from '../domain/failure.ts';
import { refuses } from '../domain/finding.ts';
import type { Registry } from '../ports/registry.ts';
import { verifyRelease } from './index.ts';

let release: ImageRelease;
beforeAll(async () => {
  release = await makeImageRelease();
});
afterAll(() => release.remove());

/** A registry that answers nobody without credentials below this place. */
const closed = (place: string): Registry => {
  const { registry } = release.memory;
  const guard = (repository: string): void => {
    if (repository === place || repository.startsWith(`${place}/`))
      throw new Failure('REGISTRY_UNAUTHORIZED', 'members only', { remedy: 'log in' });
  };
  return {
    resolve: async (repository, tag) => (guard(repository), registry.resolve(repository, tag)),
    tags: async (repository) => (guard(repository), registry.tags(repository)),
    manifest: async (repository, digest) => (guard(repository), registry.manifest(repository, digest)),
    referrers: async (repository, digest) => (guard(repository), registry.referrers(repository, digest)),
    blob: (repository, content) => (guard(repository), registry.blob(repository, content)),
  };
};
const judge = (place: string, hidden: readonly string[]) =>
  verifyRelease({
    assets: release.source,
    registry: closed(place),
    policy: release.policy,
    local: true,
    complete: true,
    ignore: [],
    hidden,
  });

describe('places that only members can read', () => {
  it.each([
    { place: MIRROR, expect: [`${MIRROR}/charts/greeter`, `${MIRROR}/widget`] },
    { place: ORIGIN, expect: [ORIGIN] },
  ])('are said to be that, and never asked: $place', async ({ place, expect: expected }) => {
    const { findings } = await judge(place, [place]);
    expect(findings.filter(refuses)).toEqual([]);
    const hidden = findings.filter(({ code }) => code === 'NOT_PUBLIC');
    expect(hidden.map(({ subject }) => subject).toSorted()).toEqual(expected.toSorted());
    expect(hidden.every(({ result, demanded }) => result === 'info' && !demanded)).toBe(true);
  });

  it('are no more than what was said to be one: others must answer', async () => {
    await expect(judge(MIRROR, [`${MIRROR}/charts`])).rejects.toMatchObject({
      code: 'REGISTRY_UNAUTHORIZED',
    });
    await expect(judge(MIRROR, [])).rejects.toMatchObject({ code: 'REGISTRY_UNAUTHORIZED' });
  });

  it('leave the rest to be proved', async () => {
    const { findings } = await judge(MIRROR, [MIRROR]);
    const proved = findings.filter(
      ({ result, subject }) => result === 'proved' && subject.startsWith(ORIGIN),
    );
    expect(proved.length).toBeGreaterThan(2);
  });
});
