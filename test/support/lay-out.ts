// One repository of the registries in memory as an OCI image layout on disk, as a copy with everything attached leaves it.
import { writeFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { hexOf } from '../../src/domain/digest.ts';
import { canonicalJson } from '../../src/formats/canonical-json.ts';
import type { MemoryRepository } from './memory-registry.ts';

/** Writes it below `dir`, which is made; tags and what refers to something are listed in `index.json`. */
export const layOut = async (
  { content, tags, referrers }: MemoryRepository,
  dir: string,
): Promise<string> => {
  const blobs = join(dir, 'blobs', 'sha256');
  await mkdir(blobs, { recursive: true });
  // Many small files: the synchronous call is ten times cheaper.
  for (const [digest, bytes] of content) writeFileSync(join(blobs, hexOf(digest)), bytes);
  const manifests = [
    ...[...tags].map(([tag, descriptor]) => ({
      ...descriptor,
      annotations: { 'org.opencontainers.image.ref.name': tag },
    })),
    ...[...referrers.values()].flatMap((list) => [...list.values()]),
  ];
  await writeFile(join(dir, 'oci-layout'), canonicalJson({ imageLayoutVersion: '1.0.0' }));
  await writeFile(join(dir, 'index.json'), canonicalJson({ schemaVersion: 2, manifests }));
  return dir;
};
