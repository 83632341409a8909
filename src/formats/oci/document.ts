// Manifests and indexes of registries (OCI image-spec 1.1: manifest.md, image-index.md, descriptor.md), one strict
// parser for both: what may be read in two ways is refused.
import type { Descriptor } from '../../domain/descriptor.ts';
import { MAX_MANIFEST, OCI_INDEX, OCI_MANIFEST } from '../../domain/oci.ts';
import type { Platform } from '../../domain/platform.ts';
import { canonicalJson } from '../canonical-json.ts';
import { FormatError } from '../format-error.ts';
import { parseJson } from '../json.ts';
import { sha256 } from '../sha256.ts';
import {
  base64,
  digest,
  type Fields,
  filled,
  list,
  matching,
  maybe,
  object,
  text,
  whole,
} from '../strict.ts';

export interface OciManifest {
  readonly kind: 'manifest';
  readonly mediaType: string;
  readonly artifactType?: string;
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
  /** The manifest that this one speaks about. */
  readonly subject?: Descriptor;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface OciIndex {
  readonly kind: 'index';
  readonly mediaType: string;
  readonly artifactType?: string;
  readonly manifests: readonly Descriptor[];
  readonly subject?: Descriptor;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface OciDocumentOptions {
  /**
   * Whether it may be anybody's: also of Docker's schema 2 (distribution, "Image Manifest Version 2, Schema 2"), or
   * without a media type, as image-spec 1.0 lets it; it is then what it holds. Ours are neither.
   */
  readonly foreign?: boolean;
}

const DOCKER_MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json';
const DOCKER_INDEX = 'application/vnd.docker.distribution.manifest.list.v2+json';

/**
 * The manifest or index that these bytes are, at most 4 MiB. Unknown fields are passed over, as the standard demands.
 * Throws `FormatError` for JSON that is none or has a key twice; for both or neither of `layers` and `manifests`; for
 * a media type that is missing or another than the content's; for descriptors without a SHA-256 digest, a size or a
 * media type, with `urls` to content elsewhere, or with embedded data of another digest.
 */
export const parseOciDocument = (
  bytes: Uint8Array,
  { foreign = false }: OciDocumentOptions = {},
): OciManifest | OciIndex => {
  const fields = object(parseJson(bytes, { bytes: MAX_MANIFEST, depth: 16 }), '');
  if (fields['schemaVersion'] !== 2) throw new FormatError('it is not 2', 'schemaVersion');
  const kind = kindOf(fields);
  const mediaType =
    foreign && !Object.hasOwn(fields, 'mediaType') ? MEANT[kind] : mediaTypeOf(fields, kind, foreign);
  const common = {
    mediaType,
    ...optional('artifactType', maybe(fields, 'artifactType', '', parseMediaType)),
    ...optional('subject', maybe(fields, 'subject', '', parseDescriptor)),
    ...optional('annotations', maybe(fields, 'annotations', '', parseAnnotations)),
  };
  return kind === 'index'
    ? { kind, ...common, manifests: list(fields['manifests'], 'manifests', parseDescriptor) }
    : {
        kind,
        ...common,
        config: parseDescriptor(fields['config'], 'config'),
        layers: list(fields['layers'], 'layers', parseDescriptor),
      };
};

/** The one text of a manifest or index that we write: canonical JSON. */
export const formatOciDocument = ({ kind: _, ...document }: OciManifest | OciIndex): Uint8Array =>
  canonicalJson({ schemaVersion: 2, ...document });

/** A descriptor as strictly as `parseOciDocument` reads it; what it says beside ours is passed over. */
export const parseDescriptor = (value: unknown, at: string): Descriptor => {
  const fields = object(value, at);
  if (Object.hasOwn(fields, 'urls')) throw new FormatError('the content lies elsewhere (urls)', at);
  const descriptor: Descriptor = {
    mediaType: parseMediaType(fields['mediaType'], `${at}.mediaType`),
    digest: digest(fields['digest'], `${at}.digest`),
    size: whole(fields['size'], `${at}.size`),
    ...optional('artifactType', maybe(fields, 'artifactType', at, parseMediaType)),
    ...optional('annotations', maybe(fields, 'annotations', at, parseAnnotations)),
    ...optional('platform', maybe(fields, 'platform', at, parsePlatformObject)),
  };
  const data = maybe(fields, 'data', at, base64);
  if (data !== undefined && (data.length !== descriptor.size || sha256(data) !== descriptor.digest))
    throw new FormatError('the embedded data are not what the digest names', at);
  return descriptor;
};

const MEANT = { manifest: OCI_MANIFEST, index: OCI_INDEX } as const;

/** Fields that belong to the other kind of document, or to formats before it: each could be read in two ways. */
const FOREIGN = {
  manifest: ['manifests', 'fsLayers', 'signatures'],
  index: ['layers', 'config', 'blobs', 'fsLayers', 'signatures'],
} as const;

const kindOf = (fields: Fields): 'manifest' | 'index' => {
  const kind = Object.hasOwn(fields, 'manifests') ? 'index' : 'manifest';
  if (kind === 'manifest' && !Object.hasOwn(fields, 'layers'))
    throw new FormatError('it has neither layers nor manifests');
  const foreign = FOREIGN[kind].find((name) => Object.hasOwn(fields, name));
  if (foreign !== undefined)
    throw new FormatError(`it has both ${foreign} and ${kind === 'index' ? 'manifests' : 'layers'}`);
  return kind;
};

const mediaTypeOf = (fields: Fields, kind: 'manifest' | 'index', foreign: boolean): string => {
  const mediaType = filled(fields['mediaType'], 'mediaType');
  const known =
    kind === 'index'
      ? [OCI_INDEX, ...(foreign ? [DOCKER_INDEX] : [])]
      : [OCI_MANIFEST, ...(foreign ? [DOCKER_MANIFEST] : [])];
  if (!known.includes(mediaType))
    throw new FormatError(`${JSON.stringify(mediaType.slice(0, 100))} is no ${kind}'s`, 'mediaType');
  return mediaType;
};

// RFC 6838, 4.2; parameters, as early Sigstore bundles have them.
const MEDIA_TYPE = /^[A-Za-z0-9][\w!#$&^.+-]{0,126}\/[A-Za-z0-9][\w!#$&^.+-]{0,126}(?:;[\w=. -]{1,100})?$/;

const parseMediaType = (value: unknown, at: string): string => matching(value, at, MEDIA_TYPE, 'media type');

const parseAnnotations = (value: unknown, at: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(object(value, at)).map(([key, word]) => [key, text(word, `${at}.${key.slice(0, 100)}`)]),
  );

const parsePlatformObject = (value: unknown, at: string): Platform => {
  const fields = object(value, at);
  return {
    os: filled(fields['os'], `${at}.os`),
    architecture: filled(fields['architecture'], `${at}.architecture`),
    ...optional('variant', maybe(fields, 'variant', at, filled)),
  };
};

const optional = <const Name extends string, T>(name: Name, value: T | undefined): { [key in Name]?: T } =>
  value === undefined ? {} : ({ [name]: value } as { [key in Name]?: T });
