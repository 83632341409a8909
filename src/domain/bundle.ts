// A Sigstore bundle on its way (sigstore/protobuf-specs sigstore_bundle.proto, v0.3).

export const BUNDLE_MEDIA_TYPE = 'application/vnd.dev.sigstore.bundle.v0.3+json';

/** What a bundle's signature is over. */
export type BundleContent = 'dsse' | 'message';
