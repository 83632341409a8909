// Who signs: the identity in a Fulcio certificate, and the workflow run behind it (Fulcio oid-info.md).

export interface Identity {
  /** The subject alternative name of the certificate, exactly. */
  readonly san: string;
  /** The OIDC issuer, exactly. */
  readonly issuer: string;
}

/**
 * A workflow run as a certificate's extensions describe it; numbers are those of
 * `1.3.6.1.4.1.57264.1.N`. The producer knows it from its environment, the verifier from the certificate.
 */
export interface WorkflowRun {
  /** .8, equal to .1. */
  readonly issuer: string;
  /** .9, equal to the SAN. */
  readonly buildSignerUri: string;
  /** .10 */
  readonly buildSignerDigest: string;
  /** .11, `github-hosted` or `self-hosted`. */
  readonly runnerEnvironment: string;
  /** .12 */
  readonly sourceRepositoryUri: string;
  /** .13, the commit. */
  readonly sourceDigest: string;
  /** .14, `refs/tags/…`. */
  readonly sourceRef: string;
  /** .15 */
  readonly sourceRepositoryId: string;
  /** .16 */
  readonly sourceRepositoryOwnerUri: string;
  /** .17 */
  readonly sourceRepositoryOwnerId: string;
  /** .18 */
  readonly buildConfigUri: string;
  /** .19 */
  readonly buildConfigDigest: string;
  /** .20, `push`. */
  readonly buildTrigger: string;
  /** .21 */
  readonly runInvocationUri: string;
  /** .22 */
  readonly visibility: string;
}

/** Host under which every URI of a rehearsal's identity lies; `.invalid` can never be registered (RFC 2606). */
export const REHEARSAL_HOST = 'rehearsal.colophon.invalid';
