// The list of what speaks about a manifest, as it lies under a tag (distribution-spec 1.1, "Referrers Tag Schema"): an
// image index that several tools write. What others wrote stays as it is.
import { byBytes } from '../../domain/byte-order.ts';
import type { Descriptor } from '../../domain/descriptor.ts';
import { type Digest, isDigest } from '../../domain/digest.ts';
import { MAX_MANIFEST, OCI_INDEX } from '../../domain/oci.ts';
import { canonicalText } from '../../formats/canonical-json.ts';
import { FormatError } from '../../formats/format-error.ts';
import { parseJson } from '../../formats/json.ts';
import { type Fields, filled, list, object } from '../../formats/strict.ts';

export interface ReferrersList {
  /** All that it says, as it was read. */
  readonly document: Fields;
  readonly entries: readonly Entry[];
}

interface Entry {
  readonly digest: string;
  readonly fields: Fields;
}

/** A list that nobody has written yet. */
export const NO_REFERRERS: ReferrersList = {
  document: { schemaVersion: 2, mediaType: OCI_INDEX },
  entries: [],
};

/** The list that these bytes are. Throws `FormatError` for anything but an OCI index. */
export const parseReferrersList = (bytes: Uint8Array): ReferrersList => {
  const document = object(parseJson(bytes, { bytes: MAX_MANIFEST, depth: 16 }), '');
  if (document['schemaVersion'] !== 2) throw new FormatError('it is not 2', 'schemaVersion');
  if (document['mediaType'] !== undefined && document['mediaType'] !== OCI_INDEX)
    throw new FormatError("it is no OCI index's", 'mediaType');
  const foreign = ['layers', 'config', 'fsLayers'].find((name) => Object.hasOwn(document, name));
  if (foreign !== undefined) throw new FormatError('no list has that', foreign);
  // Some write no entries so.
  const entries = list(document['manifests'] ?? [], 'manifests', (value, at) => {
    const fields = object(value, at);
    return { digest: filled(fields['digest'], `${at}.digest`), fields };
  });
  return { document, entries };
};

/** Which of these the list does not hold, or does not describe as they are. */
export const lacking = (
  { entries }: ReferrersList,
  referrers: readonly Descriptor[],
): readonly Descriptor[] => {
  const there = new Map(entries.map(({ digest, fields }) => [digest, fields]));
  return referrers.filter((one) => {
    const fields = there.get(one.digest);
    return fields === undefined || !isDescribed(one, fields);
  });
};

/** The list with these, once each, and without what is dead; sorted, so that all who write it write the same. */
export const withReferrers = (
  { document, entries }: ReferrersList,
  referrers: readonly Descriptor[],
  dead: ReadonlySet<string>,
): Uint8Array => {
  const all = new Map<string, unknown>();
  for (const { digest, fields } of entries) if (!dead.has(digest)) all.set(digest, fields);
  for (const one of referrers) all.set(one.digest, described(one));
  const manifests = [...all].sort(([a], [b]) => byBytes(a, b)).map(([, entry]) => entry);
  return new TextEncoder().encode(JSON.stringify({ ...document, manifests }));
};

/** The digests of all entries but these. */
export const othersIn = ({ entries }: ReferrersList, referrers: readonly Descriptor[]): readonly Digest[] => {
  const own = new Set<string>(referrers.map(({ digest }) => digest));
  return entries.flatMap(({ digest }) => (own.has(digest) || !isDigest(digest) ? [] : [digest]));
};

const described = ({ mediaType, digest, size, artifactType, annotations }: Descriptor) => ({
  mediaType,
  digest,
  size,
  ...(artifactType === undefined ? {} : { artifactType }),
  ...(annotations === undefined ? {} : { annotations }),
});

// Readers choose by these words: an entry of another tool that lacks them hides what it lists.
const isDescribed = (referrer: Descriptor, { mediaType, artifactType, annotations }: Fields): boolean => {
  const { mediaType: ownType, artifactType: own = '', annotations: ownWords = {} } = referrer;
  return mediaType === ownType && (artifactType ?? '') === own && isSame(annotations ?? {}, ownWords);
};

const isSame = (a: unknown, b: unknown): boolean => {
  try {
    return canonicalText(a) === canonicalText(b);
  } catch {
    return false;
  }
};
