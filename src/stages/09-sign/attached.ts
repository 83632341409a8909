// Bundles that an interrupted run has attached in a registry already. What a registry lists is a hint: every bundle is
// judged like a new one, and what cannot be read is passed over, since signing again is always possible.
import { BUNDLE_MEDIA_TYPE } from '../../domain/bundle.ts';
import type { Descriptor } from '../../domain/descriptor.ts';
import { Failure } from '../../domain/failure.ts';
import type { FailureCode } from '../../domain/failure-codes.ts';
import type { Attachment } from '../../domain/image.ts';
import { MAX_MANIFEST } from '../../domain/oci.ts';
import type { UnsignedStatement } from '../../domain/outcome/provenance.ts';
import type { Doors } from '../../engine/stage.ts';
import { FormatError } from '../../formats/format-error.ts';
import { parseReferrer } from '../../formats/oci/referrer.ts';
import type { Registry } from '../../ports/registry.ts';
import { gather } from '../gather.ts';
import { asSignature, LARGEST_BUNDLE, type Signable, type Signature } from '../signature.ts';

/** The most referrers of one manifest that are looked at: anyone may attach more. */
const MOST = 64;

/** A bundle attached to the first of what the statement is about that holds for it; `undefined` when there is none. */
export const findAttached = async (
  { attach: [first] }: UnsignedStatement,
  signable: Signable,
  { registry, prover }: Doors<'registry' | 'prover'>,
): Promise<Signature | undefined> => {
  if (first === undefined) return undefined;
  const listed = await registry.referrers(first.repository, first.subject.digest);
  for (const candidate of listed.slice(0, MOST)) {
    const bundle = await readable(() => bundleOf(candidate, first, registry));
    const found = bundle === undefined ? undefined : await asSignature(bundle, signable, prover);
    if (found !== undefined) return found;
  }
  return undefined;
};

const bundleOf = async (
  { digest, size }: Descriptor,
  { repository, subject }: Attachment,
  registry: Registry,
): Promise<Uint8Array | undefined> => {
  if (size > MAX_MANIFEST) return undefined;
  const manifest = parseReferrer(await registry.manifest(repository, digest));
  const [layer, ...more] = manifest.layers;
  if (manifest.artifactType !== BUNDLE_MEDIA_TYPE || manifest.subject.digest !== subject.digest)
    return undefined;
  if (layer === undefined || more.length > 0 || layer.size > LARGEST_BUNDLE) return undefined;
  return gather(registry.blob(repository, layer), LARGEST_BUNDLE);
};

/** What says that this one referrer is of no use, and nothing about the registry. */
const USELESS: ReadonlySet<FailureCode> = new Set<FailureCode>([
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
