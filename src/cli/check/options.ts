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
  /** The name that a single file had before it was renamed, or the repository that an image was copied from. */
  readonly as?: string;
  /** Names in the directory that are left out of the judgement. */
  readonly ignore?: readonly string[];
  /** A TrustedRoot file. */
  readonly trustedRoot?: string;
  readonly offline?: boolean;
  readonly rehearsal?: boolean;
  readonly deep?: boolean;
  readonly stateless?: boolean;
  /** The one host that is told the credential which Docker keeps for it; all others are asked by nobody. */
  readonly login?: string;
  /** Registries that are asked without encryption, beside those on this machine. */
  readonly plainHttp?: readonly string[];
  /** The registry on this machine that a rehearsal went to, `127.0.0.1:PORT`. */
  readonly registry?: string;
}
