// A registry over HTTP, written by digest alone (OCI distribution-spec 1.1, "Push"). HEAD and 201 prove nothing: whoever
// writes reads back.
import type { Descriptor } from '../../domain/descriptor.ts';
import type { Digest } from '../../domain/digest.ts';
import { Failure } from '../../domain/failure.ts';
import { FormatError } from '../../formats/format-error.ts';
import { type OciIndex, type OciManifest, parseOciDocument } from '../../formats/oci/document.ts';
import { sha256 } from '../../formats/sha256.ts';
import type { RegistryWriter } from '../../ports/registry-writer.ts';
import type { Registry } from '../../ports/registry.ts';
import { checkedSource, heldSource, otherBytes } from './checked-source.ts';
import { claims, demandDigest } from './claims.ts';
import type { Open, Place } from './place.ts';
import { putManifest } from './put-manifest.ts';
import { putServed } from './put-served.ts';
import { began, posting, type Upload } from './upload-place.ts';
import { uploadBlob } from './upload.ts';

export interface WriterOptions {
  readonly open: Open;
  /** Reads the same registries. */
  readonly registry: Pick<Registry, 'manifest'>;
  /** Told of every manifest that the registry lists among the referrers of its subject, as it says. */
  readonly indexed: (repository: string, manifest: Digest) => void;
  /** Told of every piece of a blob that goes out, in bytes. */
  readonly sent?: (bytes: number) => void;
}

/**
 * Writes to registries. Beside what the port says it fails with what asking fails with, with `REGISTRY_REFUSED`, and
 * `MANIFEST_TOO_LARGE` for manifests that a registry takes for that.
 */
export const createRegistryWriter = ({ open, registry, indexed, sent }: WriterOptions): RegistryWriter => {
  /** What was answered to `claims` and not used yet: asking again would be a request more for each manifest. */
  const claimed = new Map<string, boolean>();
  const isClaimed = async (place: Place, content: Descriptor): Promise<boolean> => {
    const key = `${place.repository}@${content.digest}`;
    const known = claimed.get(key);
    claimed.delete(key);
    return known ?? claims(place, 'manifests', content);
  };
  return {
    claims: async (repository, manifests) => {
      const place = open(repository);
      return Promise.all(
        manifests.map(async (content) => {
          const there = await claims(place, 'manifests', content);
          claimed.set(`${repository}@${content.digest}`, there);
          return there;
        }),
      );
    },
    blob: async (repository, content, bytes, { from, unasked = false, checked = false } = {}) => {
      const place = open(repository);
      if (!unasked && (await claims(place, 'blobs', content))) return 'accepted';
      const begun = unasked || from === undefined ? undefined : await mount(place, open(from), content);
      if (begun === 'mounted') return 'uploaded';
      const through = sent === undefined ? bytes : told(bytes, sent);
      const source = (checked ? heldSource : checkedSource)(content, through, repository);
      await uploadBlob(place, content, source, {
        believes: !unasked,
        ...(begun === undefined ? {} : { begun }),
      });
      return 'uploaded';
    },
    manifest: async (repository, content, bytes, { unasked = false } = {}) => {
      if (sha256(bytes) !== content.digest || bytes.length !== content.size)
        throw otherBytes(content, repository);
      const { mediaType, subject } = parsed(bytes, content, repository);
      const place = open(repository);
      if (!unasked && (await isClaimed(place, content))) return 'accepted';
      const typed = { ...content, mediaType };
      const put = unasked
        ? await putServed(place, content.digest, typed, bytes, registry)
        : await putManifest(place, content.digest, typed, bytes);
      if (put.kind === 'refused') throw put.why;
      if (put.kind === 'changed') throw changed(content, repository);
      if (subject !== undefined && put.subject === subject.digest) indexed(repository, content.digest);
      return 'uploaded';
    },
  };
};

/** Has a blob taken over from another repository of the same registry; else there may be an upload begun for it. */
const mount = async (
  place: Place,
  from: Place,
  { digest }: Descriptor,
): Promise<'mounted' | Upload | undefined> => {
  if (from.origin !== place.origin || from.name === place.name) return undefined;
  const query = `?mount=${encodeURIComponent(digest)}&from=${encodeURIComponent(from.name)}`;
  const scopes = [...place.scopes, { name: from.name, actions: 'pull' as const }];
  try {
    const answered = await place.ask({ ...posting(place, query), scopes });
    if (answered.status === 202) return await began(place, answered);
    await answered.dismiss();
    if (answered.status >= 300) return undefined;
    demandDigest(place, answered, digest);
    return 'mounted';
  } catch (error) {
    // Whoever may not read over there may still write here.
    if (error instanceof Failure && error.code === 'REGISTRY_UNAUTHORIZED') return undefined;
    throw error;
  }
};

const parsed = (bytes: Uint8Array, { digest }: Descriptor, repository: string): OciManifest | OciIndex => {
  try {
    // Images of others are copied as they are.
    return parseOciDocument(bytes, { foreign: true });
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw cause;
    throw new Failure('MANIFEST_INVALID', `${digest} for ${repository} is no manifest: ${cause.message}`, {
      remedy: 'Make it anew: a registry refuses it too.',
      cause,
    });
  }
};

const told = (
  bytes: () => AsyncIterable<Uint8Array>,
  sent: (bytes: number) => void,
): (() => AsyncIterable<Uint8Array>) =>
  async function* () {
    for await (const chunk of bytes()) {
      sent(chunk.length);
      yield chunk;
    }
  };

const changed = ({ digest }: Descriptor, repository: string): Failure =>
  new Failure('REGISTRY_REFUSED', `${repository} did not take ${digest}: 412, without a condition`, {
    remedy: 'Ask whoever runs the registry.',
  });
