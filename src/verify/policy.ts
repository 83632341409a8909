// What is demanded of a release. It never comes from the target, but for a rehearsal that is asked for as one (trust.md 2, 3).
import type { Identity } from '../domain/identity.ts';
import { REHEARSAL_HOST } from '../domain/identity.ts';
import type { Mode } from '../domain/release.ts';
import type { Thresholds } from '../formats/sigstore-verify.ts';

export interface Policy {
  readonly mode: Mode;
  /** Who must have signed, exactly; without it `repository` must be given, and the SAN must lie in it. */
  readonly identity?: Identity;
  /** Demanded of the certificate when no identity is given. */
  readonly issuer: string;
  /** `owner/name` */
  readonly repository?: string;
  /** The forge's number of the repository, when it is remembered. */
  readonly repositoryId?: string;
  readonly tag?: string;
  /** 40 hexadecimal digits. */
  readonly commit?: string;
  /** The workflow file that may release, relative to the repository. */
  readonly workflow?: string;
  readonly trigger: string;
  readonly runner: string;
  /** TrustedRoot JSON; the one root for this issuer. */
  readonly trustedRoot: Uint8Array;
  readonly thresholds: Thresholds;
}

export const GITHUB_ISSUER = 'https://token.actions.githubusercontent.com';
export const REHEARSAL_ISSUER = `https://${REHEARSAL_HOST}/oidc`;

/** What is demanded unless said otherwise. */
export const DEFAULTS = {
  trigger: 'push',
  runner: 'github-hosted',
  thresholds: { log: 1, timestamp: 1, sct: 1 },
} as const satisfies Partial<Policy>;

/** Under which address the repositories of a mode lie, with a final slash. */
export const repositoryBase = (mode: Mode): string =>
  mode === 'rehearsal' ? `https://${REHEARSAL_HOST}/` : 'https://github.com/';

/** The git ref of a tag. */
export const refOf = (tag: string): string => `refs/tags/${tag}`;
