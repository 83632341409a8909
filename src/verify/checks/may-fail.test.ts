import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type ImageRelease, makeImageRelease, MIRROR } from '../../../test/support/image-release.ts';
import { present } from '../../../test/support/present.ts';
import type { Colophon } from '../../domain/colophon.ts';
import { Failure } from '../../domain/failure.ts';
import { refuses } from '../../domain/finding.ts';
import type { Registry } from '../../ports/registry.ts';
import { verifyRelease } from '../index.ts';

const COPY = `${MIRROR}/widget`;
const optional = (colophon: Colophon): Colophon => ({
  ...colophon,
  mirrors: colophon.mirrors.map((mirror) => ({ ...mirror, required: false })),
});

let held: ImageRelease;
let demanded: ImageRelease;
beforeAll(async () => {
  held = await makeImageRelease({ colophon: optional });
  demanded = await makeImageRelease();
});
afterAll(() => Promise.all([held.remove(), demanded.remove()]));

const judge = ({ source, policy }: ImageRelease, registry: Registry) =>
  verifyRelease({ assets: source, registry, local: true, policy, complete: true, ignore: [] });

/** A look at the registry in which something is otherwise, and nothing changed for the next. */
type Lie = (release: ImageRelease) => Registry;
const without =
  (hidden: (digest: string, release: ImageRelease) => boolean): Lie =>
  (release) => {
    const { registry } = release.memory;
    return {
      ...registry,
      referrers: async (repository, digest) => {
        const all = await registry.referrers(repository, digest);
        return repository === COPY ? all.filter((one) => !hidden(one.artifactType ?? '', release)) : all;
      },
    };
  };
const tagged =
  (answer: Awaited<ReturnType<Registry['resolve']>>): Lie =>
  ({ memory: { registry } }) => ({
    ...registry,
    resolve: async (repository, tag) => (repository === COPY ? answer : registry.resolve(repository, tag)),
  });
const down =
  (error: () => Error): Lie =>
  ({ memory: { registry } }) => ({
    ...registry,
    manifest: async (repository, digest) => {
      if (repository === COPY) throw error();
      return registry.manifest(repository, digest);
    },
  });
const unreachable = (): Error => new Failure('REGISTRY_UNREACHABLE', 'no answer', { remedy: 'wait' });

describe('a mirror that may fail', () => {
  it.each([
    { name: 'the sealed list', lie: without((type) => type.includes('colophon')), otherwise: 'SEAL_MISSING' },
    {
      name: 'what is attached',
      lie: without((type) => type.includes('bundle')),
      otherwise: 'MIRROR_INCOMPLETE',
    },
    { name: 'its tag', lie: tagged(undefined), otherwise: 'IMAGE_TAG_MISSING' },
  ])('may lack $name, which is told; a mirror that may not is refused', async ({ lie, otherwise }) => {
    const verdict = await judge(held, lie(held));
    expect(verdict.findings.filter(refuses)).toEqual([]);
    expect(verdict.findings.filter(({ code }) => code === 'MIRROR_FAILED')).not.toEqual([]);
    const strict = await judge(demanded, lie(demanded));
    expect(strict.findings.filter(refuses).map(({ code }) => code)).toContain(otherwise);
  });

  it('need not answer; one that may not fail must, or nothing is concluded', async () => {
    const verdict = await judge(held, down(unreachable)(held));
    expect(verdict.findings.filter(refuses)).toEqual([]);
    await expect(judge(demanded, down(unreachable)(demanded))).rejects.toMatchObject({
      code: 'REGISTRY_UNREACHABLE',
    });
  });

  it('excuses no interruption', async () => {
    const timedOut = down(() => new Failure('TIMED_OUT', 'too late', { remedy: 'again' }));
    await expect(judge(held, timedOut(held))).rejects.toMatchObject({ code: 'TIMED_OUT' });
  });

  it('may not name anything else', async () => {
    const other = present(held.images[0]?.platforms[0]);
    const lie = tagged({ mediaType: 'x/y', digest: other.digest, size: other.size });
    const against = (await judge(held, lie(held))).findings.filter(refuses);
    expect(against.map(({ code }) => code)).toEqual(['IMAGE_TAG_OTHER']);
  });

  it('may not hold other bytes', async () => {
    const { content } = held.memory.repository(COPY);
    const [digest, bytes] = present([...content].find(([, one]) => one[0] === 0x1f));
    content.set(
      digest,
      bytes.map((byte) => byte ^ 1),
    );
    const against = (await judge(held, held.memory.registry)).findings.filter(refuses);
    content.set(digest, bytes);
    expect(against.map(({ code }) => code)).toEqual(['MIRROR_DIFFERS']);
  });
});
