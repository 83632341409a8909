// Reads manifests and blobs of registries for the checks: what is missing there, damaged, or could be read in two ways
// is a fault with a code of its own, never an exception (trust.md 5, 11; image-spec 1.1).
import type { Descriptor } from '../domain/descriptor.ts';
import { type Digest, isDigest } from '../domain/digest.ts';
import { Failure } from '../domain/failure.ts';
import type { Finding } from '../domain/finding.ts';
import type { FindingCode } from '../domain/finding-codes.ts';
import { MAX_MANIFEST, OCI_INDEX, OCI_MANIFEST } from '../domain/oci.ts';
import { FormatError } from '../formats/format-error.ts';
import { parseJson } from '../formats/json.ts';
import {
  type OciDocumentOptions,
  type OciIndex,
  type OciManifest,
  parseOciDocument,
} from '../formats/oci/document.ts';
import type { Registry } from '../ports/registry.ts';
import type { findingsOf } from './check.ts';
import type { Fault } from './signature.ts';

/** Where images and charts are read, and how much of them. */
export interface Place {
  readonly registry: Registry;
  /** Whether layers are read and hashed: they are at hand, or it was asked for. */
  readonly layers: boolean;
  /** Whether what lies inside of layers is looked at, too. */
  readonly deep: boolean;
}

/** What is known of a manifest before it is read. */
export type Expected = Pick<Descriptor, 'digest' | 'size' | 'mediaType'>;

/**
 * The manifest or index that this descriptor points at, exactly as it says. `foreign`: of an image that no list of ours
 * holds; what was signed are these bytes, and they are still read in one way only.
 */
export const readManifest = async (
  { registry }: Place,
  repository: string,
  expected: Expected,
  taken: OciDocumentOptions = {},
): Promise<OciManifest | OciIndex | Fault> => {
  const bytes = await attempt(() => registry.manifest(repository, expected.digest));
  if ('code' in bytes) return bytes;
  const document = parseManifest(bytes, taken);
  if ('code' in document) return document;
  if (bytes.length !== expected.size)
    return {
      code: 'DESCRIPTOR_MISMATCH',
      message: `it has ${bytes.length} bytes, and what points at it says ${expected.size}`,
    };
  if (document.mediaType !== expected.mediaType)
    return {
      code: 'DESCRIPTOR_MISMATCH',
      message: `it is ${document.mediaType}, and what points at it says ${expected.mediaType}`,
    };
  return document;
};

/** A manifest of which only the digest is known, anybody's, and how everything that points at it must describe it. */
export const describeManifest = async (
  { registry }: Place,
  repository: string,
  digest: Digest,
): Promise<Expected | Fault> => {
  const bytes = await attempt(() => registry.manifest(repository, digest));
  if ('code' in bytes) return bytes;
  const document = parseManifest(bytes, { foreign: true });
  if ('code' in document) return document;
  return { digest, size: bytes.length, mediaType: document.mediaType };
};

/** What these bytes are when they are a manifest or an index in one reading only. */
const parseManifest = (bytes: Uint8Array, taken: OciDocumentOptions): OciManifest | OciIndex | Fault => {
  try {
    return ambiguity(bytes) ?? parseOciDocument(bytes, taken);
  } catch (error) {
    if (error instanceof FormatError)
      return { code: 'MANIFEST_MALFORMED', message: `the manifest is malformed: ${error.message}` };
    throw error;
  }
};

/** A small blob, whole; more than `limit` bytes are a fault before anything is read. */
export const readBlob = async (
  { registry }: Place,
  repository: string,
  content: Descriptor,
  limit: number,
): Promise<Uint8Array | Fault> => {
  if (content.size > limit)
    return { code: 'MANIFEST_MALFORMED', message: `it has ${content.size} bytes, and ${limit} is the most` };
  return attempt(async () => {
    const bytes = new Uint8Array(content.size);
    let length = 0;
    for await (const chunk of registry.blob(repository, content)) {
      if (length + chunk.length > content.size) throw otherSize(content);
      bytes.set(chunk, length);
      length += chunk.length;
    }
    if (length !== content.size) throw otherSize(content);
    return bytes;
  });
};

/** Reads a blob to its end, which hashes it; `undefined` when it is what its descriptor says. */
export const blobFault = async (
  { registry }: Place,
  repository: string,
  content: Descriptor,
): Promise<Fault | undefined> => {
  const answer = await attempt(async () => {
    let length = 0;
    for await (const chunk of registry.blob(repository, content)) length += chunk.length;
    if (length !== content.size) throw otherSize(content);
    return {};
  });
  return 'code' in answer ? answer : undefined;
};

/** A fault as the finding that it makes: what is not there is absent, all else refuted. */
export const faultFinding = (
  { refuted, absent }: ReturnType<typeof findingsOf>,
  subject: string,
  { code, message }: Fault,
): Finding => (ABSENT.has(code) ? absent : refuted)(subject, code, message);

const ABSENT: ReadonlySet<FindingCode> = new Set<FindingCode>([
  'CONTENT_ABSENT',
  'REFERRER_STRIPPED',
  'MIRROR_INCOMPLETE',
  'IMAGE_TAG_MISSING',
  'IMAGE_NOT_SIGNED',
  'SIGNATURE_FORM_OLD',
  'IMAGE_WITHOUT_PROVENANCE',
  'SBOM_NOT_ATTESTED',
  'SEAL_MISSING',
  'TRUST_ROOT_DOES_NOT_KNOW',
]);

const attempt = async <T extends object>(ask: () => Promise<T>): Promise<T | Fault> => {
  try {
    return await ask();
  } catch (error) {
    const code = error instanceof Failure ? FAULTS[error.code] : undefined;
    if (code === undefined) throw error;
    return { code, message: (error as Failure).message };
  }
};

// Whatever else a registry fails with is no lie of the release: it could not be asked.
const FAULTS: Readonly<Record<string, FindingCode>> = {
  MANIFEST_MISSING: 'CONTENT_ABSENT',
  CONTENT_MISSING: 'CONTENT_ABSENT',
  CONTENT_DAMAGED: 'CONTENT_DAMAGED',
  MANIFEST_TOO_LARGE: 'MANIFEST_MALFORMED',
  MANIFEST_INVALID: 'MANIFEST_MALFORMED',
};

const otherSize = ({ digest, size }: Descriptor): Failure =>
  new Failure('CONTENT_DAMAGED', `${digest} has not the ${size} bytes that its descriptor says`, {
    remedy: 'push it again',
  });

/** What makes a manifest mean two things, each with its own code; the parser would say only that it is malformed. */
const ambiguity = (bytes: Uint8Array): Fault | undefined => {
  const value = parseJson(bytes, { bytes: MAX_MANIFEST, depth: 16 });
  if (!isObject(value)) return undefined;
  const { layers, manifests, mediaType } = value;
  if (layers !== undefined && manifests !== undefined)
    return { code: 'MANIFEST_AMBIGUOUS', message: 'it has both layers and manifests' };
  const index = manifests !== undefined;
  if ((index && mediaType === OCI_MANIFEST) || (!index && mediaType === OCI_INDEX))
    return {
      code: 'MANIFEST_TYPE_MISMATCH',
      message: `it says that it is ${mediaType}, and is ${index ? 'an index' : 'a manifest'}`,
    };
  const pointed = [value['config'], value['subject'], ...listOf(layers), ...listOf(manifests)].filter(
    isObject,
  );
  const wrong = pointed.find(({ digest }) => digest !== undefined && !isDigest(digest));
  if (wrong !== undefined)
    return {
      code: 'MANIFEST_DIGEST_INVALID',
      message: `it points at ${JSON.stringify(wrong['digest']).slice(0, 100)}`,
    };
  const outside = pointed.find(({ urls }) => urls !== undefined);
  if (outside !== undefined)
    return {
      code: 'LAYER_ELSEWHERE',
      message: `${String(outside['digest'])} is to be fetched from somewhere else`,
    };
  if (listOf(manifests).some((one) => isObject(one) && one['mediaType'] === OCI_INDEX))
    return { code: 'MANIFEST_NESTED', message: 'it points at another index' };
  return undefined;
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
