// One bundle that is attached to a manifest, opened: manifest, bundle, signature, statement; hints are compared, never
// believed (interop.md 1.2; trust.md 4).
import { BUNDLE_MEDIA_TYPE } from '../domain/bundle.ts';
import type { Descriptor } from '../domain/descriptor.ts';
import { unverified } from '../domain/unverified.ts';
import { BUNDLE_LIMIT } from '../formats/bundle/read.ts';
import type { OciManifest } from '../formats/oci/document.ts';
import type { SignatureFacts } from '../formats/sigstore-verify.ts';
import type { TrustedRootMaterial } from '../formats/trusted-root.ts';
import { type Expected, type Place, readBlob, readManifest } from './manifest-reading.ts';
import type { Policy } from './policy.ts';
import { type ReadAttestation, readStatement } from './read-statement.ts';
import { type Fault, openSignature } from './signature.ts';
import { OCI_MANIFEST } from '../domain/oci.ts';

export interface ReadReferrer {
  readonly artifactType: string;
  readonly bundle: Descriptor;
  /** All that its manifest points at. */
  readonly blobs: readonly Descriptor[];
  readonly statement: ReadAttestation;
  readonly facts: SignatureFacts;
}

export interface Judge {
  readonly policy: Policy;
  readonly root: TrustedRootMaterial;
}

/** The statement in a referrer of `subject`, or the first thing that is wrong with it. */
export const readReferrer = async (
  place: Place,
  repository: string,
  referrer: Pick<Expected, 'digest' | 'size'>,
  subject: Expected,
  { policy, root }: Judge,
): Promise<ReadReferrer | Fault> => {
  const manifest = await readManifest(place, repository, {
    digest: referrer.digest,
    size: referrer.size,
    mediaType: OCI_MANIFEST,
  });
  if ('code' in manifest) return manifest;
  if (manifest.kind === 'index') return { code: 'REFERRER_MALFORMED', message: 'it is an index, no bundle' };
  const bundle = bundleOf(manifest, subject);
  if ('code' in bundle) return bundle;
  const bytes = await readBlob(place, repository, bundle, BUNDLE_LIMIT);
  if ('code' in bytes) return bytes;
  const opened = openSignature({ bundle: unverified(bytes) }, policy, root);
  if ('fault' in opened) return opened.fault;
  const statement = readStatement(opened.signed);
  if ('code' in statement) return statement;
  const lie = annotationFault(manifest, statement);
  if (lie !== undefined) return lie;
  return {
    artifactType: manifest.artifactType ?? manifest.config.mediaType,
    bundle,
    blobs: [manifest.config, ...manifest.layers],
    statement,
    facts: opened.signed.facts,
  };
};

const bundleOf = ({ subject, layers }: OciManifest, expected: Expected): Descriptor | Fault => {
  if (subject?.digest !== expected.digest)
    return {
      code: 'REFERRER_OF_OTHER_SUBJECT',
      message: `it says that it is about ${subject?.digest ?? 'nothing'}`,
    };
  if (subject.size !== expected.size || subject.mediaType !== expected.mediaType)
    return {
      code: 'DESCRIPTOR_MISMATCH',
      message: 'it says another size or media type of what it is about',
    };
  const [bundle, ...more] = layers;
  if (bundle?.mediaType !== BUNDLE_MEDIA_TYPE || more.length > 0)
    return { code: 'REFERRER_MALFORMED', message: 'it has not exactly one layer that is a bundle' };
  return bundle;
};

const annotationFault = (
  { annotations = {} }: OciManifest,
  { predicateType }: ReadAttestation,
): Fault | undefined => {
  const said = annotations['dev.sigstore.bundle.predicateType'] ?? predicateType;
  const content = annotations['dev.sigstore.bundle.content'] ?? 'dsse-envelope';
  if (said === predicateType && content === 'dsse-envelope') return undefined;
  return {
    code: 'REFERRER_ANNOTATION_LIES',
    message: `its annotations say ${said} in ${content}, and what was signed is ${predicateType}`,
  };
};
