import { beforeEach, describe, expect, it } from 'vitest';

import { createMemoryStore } from '../../test/support/memory-store.ts';
import { present } from '../../test/support/present.ts';
import { CHART, IMAGE } from '../../test/support/pushable.ts';
import { createQuickTimer } from '../../test/support/quick-timer.ts';
import { targets } from '../../test/support/release-facts.ts';
import { MIRROR, type SealedContents, sealedContents } from '../../test/support/sealed-contents.ts';
import { Failure } from '../domain/failure.ts';
import { mendMirrors, mendOrigin } from './mend-places.ts';

const COPY = `${MIRROR}/widget`;
let made: SealedContents;
beforeEach(async () => {
  made = await sealedContents({ mirrored: { required: false } });
});

const mending = { targets, doing: () => {} };
const run = async ({ store = made.store } = {}): Promise<void> => {
  const doors = { ...made.registries, clock: createQuickTimer(), store };
  await mendOrigin(made.outcomes.push, doors, mending);
  await mendMirrors(made.outcomes.mirror, made.outcomes.push, doors, mending);
};
const held = (repository: string) => made.registries.repository(repository);
const referrersOf = (repository: string): number =>
  [...held(repository).referrers.values()].reduce((sum, one) => sum + one.size, 0);

describe('what registries lost of a sealed release', () => {
  it.each([IMAGE, CHART, COPY])('is written once more from where it still is: %s', async (repository) => {
    const { content, referrers } = held(repository);
    const before = new Map(content);
    content.clear();
    referrers.clear();
    await run();
    // The seal is given again by its own stage.
    const seals = made.outcomes.seal.attached.map(({ manifest }) => manifest.digest);
    const lost = [...before.keys()].filter((digest) => !content.has(digest) && !seals.includes(digest));
    expect(lost).toEqual(
      [made.outcomes.seal.document, made.outcomes.seal.bundle].map(({ content: { digest } }) => digest),
    );
  });

  it('is listed again where another writer’s list replaced ours, also on a machine without a store', async () => {
    const before = referrersOf(IMAGE);
    held(IMAGE).referrers.clear();
    await run({ store: createMemoryStore() });
    expect(referrersOf(IMAGE)).toBe(before - 3);
  });

  it('is left to be missed where nobody holds it any more', async () => {
    const { digest } = present(made.outcomes.push.pushed[0]).root;
    held(IMAGE).content.delete(digest);
    held(COPY).content.delete(digest);
    await run({ store: createMemoryStore() });
    expect(held(IMAGE).content.has(digest)).toBe(false);
  });

  it('holds nothing up in a mirror that may fail, and stops with what a registry says otherwise', async () => {
    const { claims } = made.registries.registryWriter;
    const refuse = (place: string): void =>
      void Object.assign(made.registries.registryWriter, {
        claims: async (...[repository, all]: Parameters<typeof claims>) => {
          if (!repository.startsWith(place)) return claims(repository, all);
          throw new Failure('REGISTRY_UNREACHABLE', 'no answer', { remedy: 'wait' });
        },
      });
    refuse(MIRROR);
    await run();
    refuse(IMAGE);
    await expect(run()).rejects.toMatchObject({ code: 'REGISTRY_UNREACHABLE' });
  });
});
