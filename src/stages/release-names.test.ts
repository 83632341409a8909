import { describe, expect, it } from 'vitest';

import { CHART, IMAGE } from '../../test/support/pushable.ts';
import { MIRROR, sealedContents } from '../../test/support/sealed-contents.ts';
import type { Descriptor } from '../domain/descriptor.ts';
import { Failure } from '../domain/failure.ts';
import type { FailureCode } from '../domain/failure-codes.ts';
import type { MirrorTarget } from '../domain/targets.ts';
import { demandNames, versionNamesOf } from './release-names.ts';

const other: Descriptor = { mediaType: 'x/y', digest: `sha256:${'e'.repeat(64)}`, size: 1 };

const asked = async (
  resolve: (repository: string) => Promise<Descriptor | undefined>,
  mirrored: Partial<MirrorTarget> = {},
): Promise<void> => {
  const { outcomes } = await sealedContents({ mirrored });
  await demandNames(versionNamesOf(outcomes), { resolve });
};
const refusing = (code: FailureCode) => (): never => {
  throw new Failure(code, 'no answer', { remedy: 'wait' });
};

describe('names before anything is sealed or given', () => {
  it('may be free', async () => {
    await expect(asked(async () => undefined)).resolves.toBeUndefined();
  });

  it.each([IMAGE, CHART, `${MIRROR}/widget`, `${MIRROR}/charts/widget`])(
    'W13, W18: may not name anything else in %s',
    async (place) => {
      await expect(asked(async (name) => (name === place ? other : undefined))).rejects.toMatchObject({
        code: 'TARGET_TAKEN',
      });
    },
  );

  it('says of all at once which are taken', async () => {
    const stopped = await asked(async () => other).catch((error: unknown) => error);
    const { message } = stopped as Failure;
    expect([IMAGE, CHART, MIRROR].every((place) => message.includes(place))).toBe(true);
  });

  it.each(['REGISTRY_UNAUTHORIZED', 'REGISTRY_BUSY', 'REGISTRY_UNREACHABLE'] as const)(
    'are not free because a registry did not say: %s',
    async (code) => {
      const stopped = await asked(refusing(code)).catch((error: unknown) => error);
      expect(stopped).toMatchObject({ code, exit: 3 });
    },
  );

  it('are asked of a mirror that may fail as far as it answers', async () => {
    const down = async (name: string): Promise<undefined> =>
      name.startsWith(MIRROR) ? refusing('REGISTRY_BUSY')() : undefined;
    await expect(asked(down, { required: false })).resolves.toBeUndefined();
    await expect(asked(down)).rejects.toMatchObject({ code: 'REGISTRY_BUSY' });
    const lying = async (name: string): Promise<Descriptor | undefined> =>
      name.startsWith(MIRROR) ? other : undefined;
    await expect(asked(lying, { required: false })).rejects.toMatchObject({ code: 'TARGET_TAKEN' });
  });
});
