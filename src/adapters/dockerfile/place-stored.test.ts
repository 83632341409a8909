import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, expect, it } from 'vitest';

import { baseImage } from '../../../test/support/base-image.ts';
import { createMemoryStore } from '../../../test/support/memory-store.ts';
import { hexOf } from '../../domain/digest.ts';
import { OCI_MANIFEST } from '../../domain/oci.ts';
import { placeStored } from './place-stored.ts';

const root = mkdtempSync(join(tmpdir(), 'colophon-stored-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const base = baseImage([{ platform: { os: 'linux', architecture: 'amd64' }, layers: [[{ path: 'a' }]] }]);
const stored = async () => {
  const store = createMemoryStore();
  for (const bytes of base.content.values()) await store.write(bytes, 'application/octet-stream');
  const [digest = base.index] = base.manifests;
  return { store, content: { mediaType: OCI_MANIFEST, digest, size: base.content.get(digest)?.length ?? 0 } };
};

it('lays a base out once, with all that it points at and nothing else, whoever it stands in for', async () => {
  const { store, content } = await stored();
  const placed = await placeStored(root, { alpine: content, 'alpine:3': content }, store);
  const layout = join(root, `base-${hexOf(content.digest).slice(0, 16)}`);
  expect(placed).toEqual(
    ['alpine', 'alpine:3'].map((from) => ({ from, place: { layout }, digest: content.digest })),
  );
  expect(JSON.parse(readFileSync(join(layout, 'index.json'), 'utf8'))).toMatchObject({
    manifests: [content],
  });
  expect(existsSync(join(layout, 'oci-layout'))).toBe(true);
  // Manifest, configuration, layer; the index of all platforms is not there.
  expect(readdirSync(join(layout, 'blobs/sha256'))).toHaveLength(3);
});

it('fails for a base that is not whole in the store', async () => {
  const { content } = await stored();
  await expect(placeStored(root, { x: content }, createMemoryStore())).rejects.toMatchObject({
    code: 'BLOB_MISSING',
  });
});
