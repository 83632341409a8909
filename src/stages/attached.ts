// Bundles that an interrupted run has attached in a registry already. What a registry lists is a hint: every bundle is
// judged like a new one, and what cannot be read is passed over, since signing again is always possible.
import { BUNDLE_MEDIA_TYPE } from '../domain/bundle.ts';
import { COLOPHON_MEDIA_TYPE } from '../domain/colophon.ts';
import type { Descriptor } from '../domain/descriptor.ts';
import type { Digest } from '../domain/digest.ts';
import { Failure } from '../domain/failure.ts';
import type { FailureCode } from '../domain/failure-codes.ts';
import type { Attachment } from '../domain/image.ts';
import { MAX_MANIFEST } from '../domain/oci.ts';
import type { Doors } from '../engine/stage.ts';
import { FormatError } from '../formats/format-error.ts';
import { type ParsedReferrer, parseReferrer } from '../formats/oci/referrer.ts';
import type { Registry } from '../ports/registry.ts';
import { gather } from './gather.ts';
import { asSignature, LARGEST_BUNDLE, type Signable, type Signature } from './signature.ts';

/** The most referrers of one manifest that are looked at: anyone may attach more. */
const MOST = 64;

/** Where a bundle may hang. */
export type Subject = Pick<Attachment, 'repository'> & { readonly subject: Pick<Descriptor, 'digest'> };

/** Which of the things that a referrer points at is the bundle, if it is such a referrer. */
export type BundleIn = (manifest: ParsedReferrer) => Descriptor | undefined;

/** As cosign attaches a statement's bundle: one layer. */
export const statementBundle: BundleIn = ({ artifactType, layers }) =>
  artifactType === BUNDLE_MEDIA_TYPE && layers.length === 1 ? layers[0] : undefined;

/** The signature of this very list, as the list is attached: two layers. */
export const sealBundle =
  (document: Digest): BundleIn =>
  ({ artifactType, layers: [list, bundle, ...more] }) =>
    artifactType === COLOPHON_MEDIA_TYPE && list?.digest === document && more.length === 0
      ? bundle
      : undefined;

/** A bundle that holds for this, attached to any of these; `undefined` when there is none. */
export const findAttached = async (
  subjects: readonly Subject[],
  bundleIn: BundleIn,
  signable: Signable,
  { registry, prover }: Doors<'registry' | 'prover'>,
): Promise<Signature | undefined> => {
  for (const to of subjects) {
    const listed = await registry.referrers(to.repository, to.subject.digest);
    for (const candidate of listed.slice(0, MOST)) {
      const bundle = await readable(() => bundleOf(candidate, to, bundleIn, registry));
      const found = bundle === undefined ? undefined : await asSignature(bundle, signable, prover);
      if (found !== undefined) return found;
    }
  }
  return undefined;
};

const bundleOf = async (
  { digest, size }: Descriptor,
  { repository, subject }: Subject,
  bundleIn: BundleIn,
  registry: Registry,
): Promise<Uint8Array | undefined> => {
  if (size > MAX_MANIFEST) return undefined;
  const manifest = parseReferrer(await registry.manifest(repository, digest));
  const bundle = manifest.subject.digest === subject.digest ? bundleIn(manifest) : undefined;
  if (bundle === undefined || bundle.size > LARGEST_BUNDLE) return undefined;
  return gather(registry.blob(repository, bundle), LARGEST_BUNDLE);
};

/** What says that this one referrer is of no use, and nothing about the registry. */
const USELESS: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'MANIFEST_INVALID',
  'MANIFEST_MISSING',
  'MANIFEST_TOO_LARGE',
  'CONTENT_MISSING',
  'CONTENT_DAMAGED',
  'FILE_TOO_LARGE',
]);

const readable = async <T>(read: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await read();
  } catch (error) {
    if (error instanceof FormatError || (error instanceof Failure && USELESS.has(error.code)))
      return undefined;
    throw error;
  }
};
