// Which registry the stand-in plays for a host: products differ in what they offer, and a release meets all of them.

export type RegistryKind =
  /** All of distribution-spec 1.1, open to everyone. */
  | 'oci-1.1'
  /** Open to everyone, and without the referrers API: Docker Hub, distribution 2 and 3. */
  | 'no-referrers'
  /** Without the referrers API; a token is demanded of everyone, and blobs lie on another host: GHCR. */
  | 'ghcr';

export interface RegistryTraits {
  readonly referrers: boolean;
  /** Whether even whoever only reads must bring a token. */
  readonly tokens: boolean;
  /** Whether blobs are sent from another origin. */
  readonly elsewhere: boolean;
}

export const TRAITS: Readonly<Record<RegistryKind, RegistryTraits>> = {
  'oci-1.1': { referrers: true, tokens: false, elsewhere: false },
  'no-referrers': { referrers: false, tokens: false, elsewhere: false },
  ghcr: { referrers: false, tokens: true, elsewhere: true },
};

/** How a rehearsal plays the registry of a host. */
export const playedKind = (host: string): RegistryKind =>
  host === 'ghcr.io' ? 'ghcr' : host === 'docker.io' ? 'no-referrers' : 'oci-1.1';
