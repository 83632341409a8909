// Manifests that speak about another manifest (image-spec 1.1, manifest.md "subject"): bundles as cosign attaches them,
// and the colophon.
import { BUNDLE_MEDIA_TYPE } from '../../domain/bundle.ts';
import { COLOPHON_MEDIA_TYPE } from '../../domain/colophon.ts';
import type { Descriptor } from '../../domain/descriptor.ts';
import { OCI_EMPTY, OCI_MANIFEST } from '../../domain/oci.ts';
import { FormatError } from '../format-error.ts';
import { sha256 } from '../sha256.ts';
import { type OciManifest, parseOciDocument } from './document.ts';

/** The config of an artifact that has none, and what it points at (image-spec 1.1, "Guidance for an Empty Descriptor"). */
export const EMPTY_CONFIG: Descriptor = {
  mediaType: OCI_EMPTY,
  digest: 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
  size: 2,
};
export const EMPTY_CONFIG_BYTES: Uint8Array = new TextEncoder().encode('{}');

/** A blob with the file name that it is to have (`org.opencontainers.image.title`). */
export interface TitledBlob {
  readonly name: string;
  readonly content: Descriptor;
}

/** What a manifest says of what it is about. */
export interface ParsedReferrer {
  /** The manifest that it speaks about. */
  readonly subject: Descriptor;
  /** Its own, else the media type of its config as the distribution-spec has it; empty where neither says anything. */
  readonly artifactType: string;
  readonly mediaType: string;
  /** Absent for an index. */
  readonly config?: Descriptor;
  /** None for an index. */
  readonly layers: readonly Descriptor[];
  /** What an index holds; none for a manifest. */
  readonly manifests: readonly Descriptor[];
  readonly annotations: Readonly<Record<string, string>>;
}

/** A bundle attached to a manifest exactly as cosign writes it; `time` is the bundle's, RFC 3339 in UTC. */
export const bundleReferrer = (about: {
  readonly subject: Descriptor;
  readonly bundle: Descriptor;
  readonly predicateType: string;
  readonly time: string;
}): OciManifest => ({
  kind: 'manifest',
  mediaType: OCI_MANIFEST,
  artifactType: BUNDLE_MEDIA_TYPE,
  config: EMPTY_CONFIG,
  layers: [{ ...plain(about.bundle), mediaType: BUNDLE_MEDIA_TYPE }],
  subject: plain(about.subject),
  annotations: {
    'org.opencontainers.image.created': about.time,
    'dev.sigstore.bundle.content': 'dsse-envelope',
    'dev.sigstore.bundle.predicateType': about.predicateType,
  },
});

/** The sealed list and its signature, attached as two named layers, so that no other tool takes it for a signature. */
export const colophonReferrer = (about: {
  readonly subject: Descriptor;
  readonly document: TitledBlob;
  readonly bundle: TitledBlob;
  /** RFC 3339 in UTC. */
  readonly time?: string;
}): OciManifest => ({
  kind: 'manifest',
  mediaType: OCI_MANIFEST,
  artifactType: COLOPHON_MEDIA_TYPE,
  config: EMPTY_CONFIG,
  layers: [titled(about.document, COLOPHON_MEDIA_TYPE), titled(about.bundle, BUNDLE_MEDIA_TYPE)],
  subject: plain(about.subject),
  ...(about.time === undefined ? {} : { annotations: { 'org.opencontainers.image.created': about.time } }),
});

/** What a manifest says about another one. Throws `FormatError` for what is no manifest or is about none. */
export const parseReferrer = (bytes: Uint8Array): ParsedReferrer => {
  const document = parseOciDocument(bytes);
  if (document.subject === undefined) throw new FormatError('it is about no other manifest');
  const { subject, mediaType, annotations = {} } = document;
  if (document.kind === 'index') {
    const { artifactType = '', manifests } = document;
    return { subject, artifactType, mediaType, layers: [], manifests, annotations };
  }
  const { config, layers } = document;
  const artifactType = document.artifactType ?? (config.mediaType === OCI_EMPTY ? '' : config.mediaType);
  return { subject, artifactType, mediaType, config, layers, manifests: [], annotations };
};

/** How lists of referrers point at these bytes: with the manifest's own artifact type and annotations (distribution-spec 1.1). */
export const referrerDescriptor = (bytes: Uint8Array): Descriptor => {
  const { mediaType, artifactType, annotations } = parseReferrer(bytes);
  return {
    mediaType,
    digest: sha256(bytes),
    size: bytes.length,
    ...(artifactType === '' ? {} : { artifactType }),
    ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
  };
};

const plain = ({ mediaType, digest, size }: Descriptor): Descriptor => ({ mediaType, digest, size });

const titled = ({ name, content }: TitledBlob, mediaType: string): Descriptor => ({
  ...plain(content),
  mediaType,
  annotations: { 'org.opencontainers.image.title': name },
});
