// What a layout holds on its own account: manifests that its index lists and that speak about no other.
import type { Descriptor } from '../../domain/descriptor.ts';
import { Failure } from '../../domain/failure.ts';
import { FormatError } from '../../formats/format-error.ts';
import { parseOciDocument } from '../../formats/oci/document.ts';
import { isReferrersTag } from '../../formats/oci/place.ts';
import { readManifest } from './blobs.ts';
import { nameOf, readIndex } from './layout.ts';

/** A manifest or index with the names that the layout gives it. */
export interface LayoutRoot {
  /** As its own bytes have it. */
  readonly content: Descriptor;
  /** In the order of the index; empty for what was put there by digest alone. */
  readonly names: readonly string[];
}

/**
 * Every root of the layout in `dir`, once each, in the order of its index. Fails with `TARGET_MISSING` where no layout
 * lies, and like `Registry.manifest`.
 */
export const layoutRoots = (dir: string): readonly LayoutRoot[] => {
  const entries = readIndex(dir);
  if (entries === undefined)
    throw new Failure('TARGET_MISSING', `${dir} is no OCI image layout`, {
      remedy: 'Name the directory that holds oci-layout, index.json and blobs.',
    });
  // The list of a registry without the referrers API stands under a name, and is nothing that anyone means.
  const own = entries.filter((entry) => !isReferrersTag(nameOf(entry) ?? ''));
  const digests = [...new Set(own.map(({ digest }) => digest))];
  return digests.flatMap((digest) => {
    const bytes = readManifest(dir, digest, dir);
    if (bytes === undefined)
      throw new Failure('MANIFEST_MISSING', `${dir} lists ${digest} and does not hold it`, {
        remedy: 'Copy the layout again from where it came.',
      });
    const mediaType = rootType(bytes, digest, dir);
    if (mediaType === undefined) return [];
    const names = own.flatMap((entry) => (entry.digest === digest ? (nameOf(entry) ?? []) : []));
    return [{ content: { mediaType, digest, size: bytes.length }, names: [...new Set(names)] }];
  });
};

const rootType = (bytes: Uint8Array, digest: string, dir: string): string | undefined => {
  try {
    const { mediaType, subject } = parseOciDocument(bytes, { foreign: true });
    return subject === undefined ? mediaType : undefined;
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw cause;
    throw new Failure('MANIFEST_INVALID', `${digest} in ${dir} is no manifest: ${cause.message}`, {
      remedy: 'Copy the layout again from where it came.',
      cause,
    });
  }
};
