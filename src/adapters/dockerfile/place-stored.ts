// Bases that the build stage has judged: taken out of the store into layouts of one root each, as builders are shown them.
import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

import type { Descriptor } from '../../domain/descriptor.ts';
import { hexOf } from '../../domain/digest.ts';
import { MAX_MANIFEST } from '../../domain/oci.ts';
import { parseOciDocument } from '../../formats/oci/document.ts';
import type { Store } from '../../ports/store.ts';
import type { Substitute } from './builder.ts';

/** By the whole text of a `FROM`. Fails like the store for what it does not hold. */
export const placeStored = async (
  room: string,
  instead: Readonly<Record<string, Descriptor>>,
  store: Store,
): Promise<readonly Substitute[]> => {
  const placed = new Map<string, string>();
  for (const content of Object.values(instead)) {
    if (placed.has(content.digest)) continue;
    // Called after what it holds: buildah writes this name into the image.
    const layout = join(room, `base-${hexOf(content.digest).slice(0, 16)}`);
    placed.set(content.digest, layout);
    await placeLayout(layout, content, store);
  }
  return Object.entries(instead).map(([from, { digest }]) => ({
    from,
    place: { layout: placed.get(digest) ?? '' },
    digest,
  }));
};

const placeLayout = async (dir: string, content: Descriptor, store: Store): Promise<void> => {
  const blobs = join(dir, 'blobs', 'sha256');
  await mkdir(blobs, { recursive: true });
  const document = parseOciDocument(await store.bytes(content, MAX_MANIFEST));
  const below = document.kind === 'manifest' ? [document.config, ...document.layers] : [];
  for (const blob of new Map([content, ...below].map((one) => [one.digest, one])).values())
    await pipeline(store.read(blob), createWriteStream(join(blobs, hexOf(blob.digest))));
  await writeFile(join(dir, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  await writeFile(join(dir, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [content] }));
};
