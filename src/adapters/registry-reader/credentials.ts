// Who is allowed to ask: what a registry's host is answered with when it demands to know (distribution, "Token
// authentication"); nobody, unless a user named a credential for this very host.
import type { Secret } from '../../domain/secret.ts';

export type Credential =
  | { readonly kind: 'password'; readonly user: string; readonly password: Secret }
  /** An OAuth2 refresh token (Docker's `identitytoken`). */
  | { readonly kind: 'refresh'; readonly token: Secret }
  /** A token for the registry itself (Docker's `registrytoken`). */
  | { readonly kind: 'bearer'; readonly token: Secret };

export interface Credentials {
  /**
   * By host, with its port where it has one: `ghcr.io`, `127.0.0.1:5000`; Docker Hub is `docker.io`. `name` is a
   * repository's there, for users who have a credential for some of them only. Fails with `CREDENTIALS_INVALID` and
   * `CREDENTIAL_HELPER_FAILED`.
   */
  readonly of: (host: string, name?: string) => Promise<Credential | undefined>;
}

export const ANONYMOUS: Credentials = { of: async () => undefined };
