// The sealed list where it is attached to an image: a referrer of its own type with exactly two named layers (trust.md 5).
import { BUNDLE_MEDIA_TYPE } from '../domain/bundle.ts';
import { type Colophon, COLOPHON_MEDIA_TYPE } from '../domain/colophon.ts';
import type { Descriptor } from '../domain/descriptor.ts';
import type { Digest } from '../domain/digest.ts';
import { OCI_MANIFEST } from '../domain/oci.ts';
import { unverified } from '../domain/unverified.ts';
import { BUNDLE_LIMIT } from '../formats/bundle/read.ts';
import { COLOPHON_LIMIT } from '../formats/colophon.ts';
import { sha256 } from '../formats/sha256.ts';
import type { SignatureFacts } from '../formats/sigstore-verify.ts';
import { type Expected, type Place, readBlob, readManifest } from './manifest-reading.ts';
import type { Judge } from './referrer-reading.ts';
import { ENDING, nameFault, readSealedList } from './sealed-list.ts';
import { type Fault, openSignature } from './signature.ts';

export interface AttachedList {
  readonly colophon: Colophon;
  /** Of the document. */
  readonly digest: Digest;
  readonly facts: SignatureFacts;
  /** Its file name. */
  readonly name: string;
}

const TITLE = 'org.opencontainers.image.title';

/**
 * The list in a referrer of `subject`, verified like one beside files, or the first thing that is wrong with it;
 * `undefined` for what does not say that it is one.
 */
export const readAttachedList = async (
  place: Place,
  repository: string,
  referrer: Pick<Expected, 'digest' | 'size'>,
  subject: Expected,
  { policy, root }: Judge,
): Promise<AttachedList | Fault | undefined> => {
  const expected = { digest: referrer.digest, size: referrer.size, mediaType: OCI_MANIFEST };
  const manifest = await readManifest(place, repository, expected);
  if ('code' in manifest) return manifest;
  if (manifest.kind === 'index' || manifest.artifactType !== COLOPHON_MEDIA_TYPE) return undefined;
  if (manifest.subject?.digest !== subject.digest)
    return { code: 'REFERRER_OF_OTHER_SUBJECT', message: 'it is attached to something else' };
  const [document, bundle, ...more] = manifest.layers;
  if (!isNamed(document, COLOPHON_MEDIA_TYPE) || !isNamed(bundle, BUNDLE_MEDIA_TYPE) || more.length > 0)
    return { code: 'REFERRER_MALFORMED', message: 'it has not exactly the two layers of a sealed list' };
  const bytes = await readBlob(place, repository, document, COLOPHON_LIMIT);
  if ('code' in bytes) return bytes;
  const seal = await readBlob(place, repository, bundle, BUNDLE_LIMIT);
  if ('code' in seal) return seal;
  const claim = { bundle: unverified(seal), document: unverified(bytes), canonical: true };
  const opened = openSignature(claim, policy, root);
  if ('fault' in opened) return opened.fault;
  const { facts, content } = opened.signed;
  const colophon = readSealedList(content, facts, policy);
  if ('code' in colophon) return colophon;
  const name = document.annotations?.[TITLE] ?? `*${ENDING}`;
  const fault = nameFault(name, colophon);
  return fault ?? { colophon, digest: sha256(content), facts, name };
};

const isNamed = (layer: Descriptor | undefined, mediaType: string): layer is Descriptor =>
  layer?.mediaType === mediaType && layer.annotations?.[TITLE] !== undefined;
