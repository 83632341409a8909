// Blobs of a layout (image-spec 1.1, image-layout.md "Blobs"): a digest becomes a path only once it is known to be one,
// and bytes are handed on only as long as they are the digest's.
import { createHash } from 'node:crypto';
import { closeSync, readSync } from 'node:fs';
import { join } from 'node:path';

import type { Descriptor } from '../../domain/descriptor.ts';
import { type Digest, hexOf, isDigest } from '../../domain/digest.ts';
import { Failure } from '../../domain/failure.ts';
import { MAX_MANIFEST } from '../../domain/oci.ts';
import { sha256 } from '../../formats/sha256.ts';
import { openPlain, readUpTo, withFile } from './file.ts';

const READ_SIZE = 256 * 1024;

/** Where a blob of a layout lies, or would lie; `undefined` for what is no digest. */
export const pathOf = (dir: string, digest: Digest): string | undefined =>
  isDigest(digest) ? join(dir, 'blobs', 'sha256', hexOf(digest)) : undefined;

/** A manifest whose bytes hash to its digest; `undefined` where there is none. Fails like `Registry.manifest`. */
export const readManifest = (dir: string, digest: Digest, place: string): Uint8Array | undefined => {
  const path = pathOf(dir, digest);
  if (path === undefined) return undefined;
  return withFile(path, (file) => {
    const bytes = readUpTo(file, MAX_MANIFEST);
    if (bytes === undefined)
      throw new Failure('MANIFEST_TOO_LARGE', `${digest} in ${place} has more than ${MAX_MANIFEST} bytes`, {
        remedy: 'Look at what lies there: no manifest is that large.',
      });
    if (sha256(bytes) !== digest) throw damaged(digest, place);
    return bytes;
  });
};

/** A blob, checked against digest and size while it passes; fails with `CONTENT_MISSING` and `CONTENT_DAMAGED`. */
export async function* readBlob(dir: string, content: Descriptor, place: string): AsyncIterable<Uint8Array> {
  const path = pathOf(dir, content.digest);
  const file = path === undefined ? undefined : openPlain(path);
  if (file === undefined) throw missing(content.digest, place);
  try {
    if (file.size !== content.size) throw damaged(content.digest, place);
    const hash = createHash('sha256');
    let size = 0;
    for (;;) {
      // A new one each time: whoever reads may keep it.
      const buffer = Buffer.allocUnsafeSlow(Math.min(READ_SIZE, content.size - size + 1));
      const read = readSync(file.descriptor, buffer, 0, buffer.length, null);
      if (read === 0) break;
      size += read;
      if (size > content.size) throw damaged(content.digest, place);
      const chunk = buffer.subarray(0, read);
      hash.update(chunk);
      yield chunk;
    }
    if (size !== content.size || `sha256:${hash.digest('hex')}` !== content.digest)
      throw damaged(content.digest, place);
  } finally {
    closeSync(file.descriptor);
  }
}

export const missing = (digest: Digest, place: string): Failure =>
  new Failure('CONTENT_MISSING', `${place} holds no ${digest}`, {
    remedy: 'Copy it there again from where it came, whole.',
  });

const damaged = (digest: Digest, place: string): Failure =>
  new Failure('CONTENT_DAMAGED', `${place} holds other bytes under ${digest}`, {
    remedy: 'Copy it there again from where it came; if it comes back, check the disk.',
  });
