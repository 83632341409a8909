// What the index of a layout lists (image-spec 1.1, image-layout.md "index.json"). All of it is hints: what counts are
// bytes that hash to their digest.
import { join } from 'node:path';

import type { Descriptor } from '../../domain/descriptor.ts';
import { Failure } from '../../domain/failure.ts';
import { FormatError } from '../../formats/format-error.ts';
import { parseJson } from '../../formats/json.ts';
import { parseDescriptor } from '../../formats/oci/document.ts';
import { list, object } from '../../formats/strict.ts';
import { readUpTo, withFile } from './file.ts';

export const REF_NAME = 'org.opencontainers.image.ref.name';

/** The largest `index.json` that is read, in bytes. */
export const INDEX_LIMIT = 16 * 1024 * 1024;

/**
 * Every descriptor of `index.json`, in its order; `undefined` where no layout lies. Fails with `MANIFEST_INVALID` for an
 * index that cannot be read in one way only, and with `MANIFEST_TOO_LARGE`.
 */
export const readIndex = (dir: string): readonly Descriptor[] | undefined => {
  if (withFile(join(dir, 'oci-layout'), () => true) !== true) return undefined;
  const path = join(dir, 'index.json');
  return withFile(path, (file) => {
    const bytes = readUpTo(file, INDEX_LIMIT);
    if (bytes === undefined)
      throw new Failure('MANIFEST_TOO_LARGE', `${path} has more than ${INDEX_LIMIT} bytes`, {
        remedy: 'Look at what wrote it: no layout of a release lists that much.',
      });
    try {
      return parseIndex(bytes);
    } catch (cause) {
      if (!(cause instanceof FormatError)) throw cause;
      throw new Failure('MANIFEST_INVALID', `${path} is no index of a layout: ${cause.message}`, {
        remedy: 'Copy the layout again from where it came.',
        cause,
      });
    }
  });
};

/** The name that an entry gives to what it points at. */
export const nameOf = ({ annotations }: Descriptor): string | undefined => annotations?.[REF_NAME];

// Other tools leave the media type out, so this is read less strictly than an index in a registry.
const parseIndex = (bytes: Uint8Array): readonly Descriptor[] => {
  const entries = list(
    object(parseJson(bytes, { bytes: INDEX_LIMIT, depth: 16 }), '')['manifests'],
    'manifests',
    parseDescriptor,
  );
  const named = new Map<string, string>();
  for (const entry of entries) {
    const name = nameOf(entry);
    if (name === undefined) continue;
    if ((named.get(name) ?? entry.digest) !== entry.digest)
      throw new FormatError(`${JSON.stringify(name)} names two manifests`, 'manifests');
    named.set(name, entry.digest);
  }
  return entries;
};
