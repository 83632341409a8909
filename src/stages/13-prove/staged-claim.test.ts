import { describe, expect, it } from 'vitest';

import { createMemoryRegistry } from '../../../test/support/memory-registry.ts';
import { facts } from '../../../test/support/release-facts.ts';
import type { AssetSource } from '../../ports/asset-source.ts';
import { stagedClaim } from './staged-claim.ts';

const document = new TextEncoder().encode('{"list":1}');
const NAME = 'widget_v1.2.3.colophon.json';
const identity = {
  san: 'https://rehearsal.colophon.invalid/x',
  issuer: 'https://rehearsal.colophon.invalid/oidc',
};

const draft = (files: Readonly<Record<string, string>>): AssetSource => ({
  list: async () => Object.keys(files).map((name) => ({ name, size: 1 })),
  digests: async () => [],
  bytes: async (name) => new TextEncoder().encode(files[name]),
});
const { registry } = createMemoryRegistry();
const claim = (files: Readonly<Record<string, string>>) =>
  stagedClaim({ facts, identity, assets: draft(files), registry, document });

describe('what is asked about a draft', () => {
  it('is the list about to be sealed, while nothing is sealed', async () => {
    expect((await claim({ a: 'x' })).document).toBe(document);
  });

  it('is the sealed list once an earlier run has left it whole', async () => {
    const asked = await claim({ a: 'x', [NAME]: '{"list":1}', [`${NAME}.sigstore.json`]: '{}' });
    expect(asked.document).toBeUndefined();
    expect((await asked.assets.list()).map(({ name }) => name)).toContain(NAME);
  });

  it.each([{ half: NAME }, { half: `${NAME}.sigstore.json` }])(
    'looks past half a seal: $half',
    async ({ half }) => {
      const asked = await claim({ a: 'x', [half]: '{"list":1}' });
      expect(asked.document).toBe(document);
      expect((await asked.assets.list()).map(({ name }) => name)).toEqual(['a']);
    },
  );

  it('refuses a draft that holds another sealed list', async () => {
    await expect(claim({ [NAME]: '{"list":2}' })).rejects.toMatchObject({ code: 'RELEASE_EQUIVOCATES' });
  });
});
