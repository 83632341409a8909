// Turns statements and documents into Sigstore bundles. The key never leaves it.

export interface Signer {
  /** Bundle v0.3 with a DSSE envelope around an in-toto statement (canonical JSON, one line, no final newline). */
  readonly statement: (statement: Uint8Array) => Promise<Uint8Array>;
  /** Bundle v0.3 with a message signature over a JSON document that we made; refuses `DSSEv1 ` (`SIGNING_REFUSED`). */
  readonly document: (document: Uint8Array) => Promise<Uint8Array>;
}
