// What `colophon verify` takes.

export interface VerifyOptions {
  /** `owner/name` */
  readonly repo?: string;
  readonly tag?: string;
  /** 40 hexadecimal digits. */
  readonly commit?: string;
  /** The certificate's subject alternative name, exactly. */
  readonly identity?: string;
  readonly issuer?: string;
  /** The workflow file that may release, relative to the repository. */
  readonly workflow?: string;
  readonly complete?: boolean;
  /** A bundle for a single file. */
  readonly bundle?: string;
  /** The name that a single file had before it was renamed. */
  readonly as?: string;
  /** Names in the directory that are left out of the judgement. */
  readonly ignore?: readonly string[];
  /** A TrustedRoot file. */
  readonly trustedRoot?: string;
  readonly offline?: boolean;
  readonly rehearsal?: boolean;
  readonly deep?: boolean;
  readonly stateless?: boolean;
}
