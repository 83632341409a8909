// Referrers as stages make them: written to the store first, so that they are copied like everything else.
import { byBytes } from '../domain/byte-order.ts';
import type { Descriptor } from '../domain/descriptor.ts';
import type { Referrer } from '../domain/image.ts';
import { FormatError } from '../formats/format-error.ts';
import { formatOciDocument, type OciManifest } from '../formats/oci/document.ts';
import { EMPTY_CONFIG, EMPTY_CONFIG_BYTES, referrerDescriptor } from '../formats/oci/referrer.ts';
import type { Store } from '../ports/store.ts';

/** Writes a referrer and the empty config that it points at; its layers lie in the store already. */
export const storeReferrer = async (store: Store, manifest: OciManifest): Promise<Referrer> => {
  if (manifest.subject === undefined) throw new FormatError('it is about no other manifest');
  await store.write(EMPTY_CONFIG_BYTES, EMPTY_CONFIG.mediaType);
  const bytes = formatOciDocument(manifest);
  await store.write(bytes, manifest.mediaType);
  return { subject: manifest.subject.digest, manifest: referrerDescriptor(bytes) };
};

/** By subject, then by digest. */
export const bySubject = (a: Referrer, b: Referrer): number =>
  byBytes(a.subject, b.subject) || byBytes(a.manifest.digest, b.manifest.digest);

/** A descriptor without what others say of it. */
export const plainDescriptor = ({ mediaType, digest, size }: Descriptor): Descriptor => ({
  mediaType,
  digest,
  size,
});
