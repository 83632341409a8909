// Manifests and indexes, read by digest or by tag (distribution-spec 1.1, "Pulling manifests"): believed only as far as
// their bytes go, and refused where registry and document contradict each other (GHSA-77vh-xpmg-72qh).
import type { Descriptor } from '../../domain/descriptor.ts';
import type { Digest } from '../../domain/digest.ts';
import { Failure } from '../../domain/failure.ts';
import { MAX_MANIFEST, OCI_INDEX, OCI_MANIFEST } from '../../domain/oci.ts';
import { FormatError } from '../../formats/format-error.ts';
import { parseJson } from '../../formats/json.ts';
import { neutral } from '../../formats/neutral.ts';
import { sha256 } from '../../formats/sha256.ts';
import { maybe, object, text } from '../../formats/strict.ts';
import type { Ask, Exchange, RegistryAddress } from './exchange.ts';
import { isUnknown, refusalFailure } from './refusal.ts';
import { askWhole, type Whole } from './whole.ts';

export interface ReadManifest {
  /** Of the very bytes. */
  readonly content: Descriptor;
  readonly bytes: Uint8Array;
  /** For a change that depends on nobody else's (RFC 9110, 8.8.3); few registries give one. */
  readonly etag?: string;
}

/** Where a manifest is asked for. */
export interface ManifestPlace {
  readonly ask: Ask;
  readonly address: RegistryAddress;
  /** As people call it, for messages: `ghcr.io/acme/widget`. */
  readonly repository: string;
}

/** What is taken: the formats of the OCI, and those of Docker before it, which base images still have. */
export const ACCEPT = [
  OCI_INDEX,
  OCI_MANIFEST,
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

/**
 * The manifest or index that lies under a digest or a tag; `undefined` where the registry says that there is none. Fails
 * with `CONTENT_DAMAGED` (other bytes than the digest, or than `Docker-Content-Digest` says), `MANIFEST_INVALID`
 * (`Content-Type` is not what the document says; both `layers` and `manifests`; no JSON in one reading only),
 * `MANIFEST_TOO_LARGE` (4 MiB), and as asking does.
 */
export const readManifest = async (
  place: ManifestPlace,
  reference: { readonly digest: Digest } | { readonly tag: string },
): Promise<ReadManifest | undefined> => {
  const { ask, address, repository } = place;
  const asked = 'digest' in reference ? reference.digest : undefined;
  const name = 'digest' in reference ? reference.digest : reference.tag;
  const exchange: Exchange = {
    method: 'GET',
    url: `/v2/${address.name}/manifests/${name}`,
    scopes: [{ name: address.name, actions: 'pull' }],
    headers: { accept: ACCEPT },
    repeatable: true,
  };
  const shown = `${repository}${asked === undefined ? ':' : '@'}${neutral(name)}`;
  const answer = await askWhole(ask, exchange, MAX_MANIFEST, () => tooLarge(shown));
  if (!('bytes' in answer)) {
    if (isUnknown(answer)) return undefined;
    throw refusalFailure(exchange, new URL(exchange.url, address.origin).href, answer);
  }
  const digest = sha256(answer.bytes);
  if (asked !== undefined && digest !== asked) throw damaged(shown, `bytes that hash to ${digest}`);
  const said = answer.header('docker-content-digest');
  // An answer without SHA-256 says nothing that could be compared.
  if (said?.startsWith('sha256:') === true && said !== digest)
    throw damaged(
      shown,
      `bytes that hash to ${digest}, and says that they are ${neutral(said).slice(0, 80)}`,
    );
  const mediaType = mediaTypeOf(answer, shown);
  const etag = answer.header('etag');
  return {
    content: { mediaType, digest, size: answer.bytes.length },
    bytes: answer.bytes,
    ...(etag === undefined ? {} : { etag }),
  };
};

/** A registry's word about content, without parameters and in lower case. */
export const bareType = (contentType: string | undefined): string =>
  (contentType?.split(';')[0] ?? '').trim().toLowerCase();

const mediaTypeOf = ({ bytes, header }: Whole, shown: string): string => {
  try {
    const fields = object(parseJson(bytes, { bytes: MAX_MANIFEST, depth: 16 }), '');
    const index = Object.hasOwn(fields, 'manifests');
    if (index && Object.hasOwn(fields, 'layers')) throw new FormatError('it has both layers and manifests');
    // Documents of image-spec 1.0 may leave it out; they are then what they hold.
    const mediaType = maybe(fields, 'mediaType', '', text) ?? (index ? OCI_INDEX : OCI_MANIFEST);
    const said = bareType(header('content-type'));
    if (said !== mediaType.toLowerCase())
      throw new FormatError(
        `the registry serves it as ${JSON.stringify(neutral(said).slice(0, 100))}, and it says that it is ${JSON.stringify(neutral(mediaType).slice(0, 100))}`,
      );
    return mediaType;
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw cause;
    throw new Failure('MANIFEST_INVALID', `${shown} is not to be read: ${cause.message}`, {
      remedy: 'Push it again; if that changes nothing, ask whoever runs the registry.',
      cause,
    });
  }
};

const tooLarge = (shown: string): Failure =>
  new Failure('MANIFEST_TOO_LARGE', `${shown} has more than ${MAX_MANIFEST} bytes`, {
    remedy: 'Look at what lies there: no manifest is that large.',
  });

const damaged = (shown: string, what: string): Failure =>
  new Failure('CONTENT_DAMAGED', `the registry serves ${shown} with ${what}`, {
    remedy: 'Push it again without asking what is there; then ask whoever runs the registry.',
  });
