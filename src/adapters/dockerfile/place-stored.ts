// Bases that the build stage has judged: taken out of the store into layouts of one root each, as builders are shown them.
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Descriptor } from '../../domain/descriptor.ts';
import { type Digest, hexOf } from '../../domain/digest.ts';
import { Failure } from '../../domain/failure.ts';
import { MAX_MANIFEST } from '../../domain/oci.ts';
import { parseOciDocument } from '../../formats/oci/document.ts';
import type { Store } from '../../ports/store.ts';
import type { Substitute } from './builder.ts';
import { layoutOf, writeIndex } from './place-substitutes.ts';

/** A store whose blobs are files, perhaps: then they need no copy. */
export type BlobStore = Store & { readonly locate?: (digest: Digest) => string };

/** By the whole text of a `FROM`, after those `before` them. Fails like the store for what it does not hold. */
export const placeStored = async (
  room: string,
  instead: Readonly<Record<string, Descriptor>>,
  store: BlobStore,
  before: readonly Substitute[] = [],
): Promise<readonly Substitute[]> => {
  const placed = [...before];
  for (const [from, { mediaType, digest, size }] of Object.entries(instead)) {
    const layout = layoutOf(room, digest);
    if (!placed.some(({ place }) => 'layout' in place && place.layout === layout)) {
      const content = { mediaType, digest, size };
      const document = parseOciDocument(await store.bytes(content, MAX_MANIFEST));
      if (document.kind !== 'manifest')
        throw new Failure(
          'BUILD_INPUT_INVALID',
          `${digest} is an index, and one image stands in for a base`,
          {
            remedy: 'take the manifest of the platform',
          },
        );
      const blobs = join(layout, 'blobs', 'sha256');
      await mkdir(blobs, { recursive: true });
      for (const blob of new Map(
        [content, document.config, ...document.layers].map((one) => [one.digest, one]),
      ).values())
        await placeBlob(join(blobs, hexOf(blob.digest)), blob, store);
      await writeIndex(layout, content);
    }
    placed.push({ from, place: { layout }, digest });
  }
  return placed;
};

// Hashed before it is linked, and the builder hashes what it reads.
const placeBlob = async (path: string, blob: Descriptor, store: BlobStore): Promise<void> => {
  if (store.locate !== undefined && (await store.has(blob.digest)))
    await symlink(store.locate(blob.digest), path);
  else await writeFile(path, store.read(blob));
};
