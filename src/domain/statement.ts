// in-toto Statement v1 (in-toto/attestation spec/v1/statement.md).

export const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';
/** cosign 3.1.2 still writes this one; readers take both. */
export const STATEMENT_TYPE_V01 = 'https://in-toto.io/Statement/v0.1';
/** The DSSE payload type of every statement. */
export const STATEMENT_MEDIA_TYPE = 'application/vnd.in-toto+json';
/** cosign's signature of an image; the predicate is `{}`, what counts are the subject and its annotations. */
export const IMAGE_SIGNATURE_TYPE = 'https://sigstore.dev/cosign/sign/v1';
/** An SPDX document about the subject (in-toto/attestation spec/predicates/spdx.md). */
export const SPDX_TYPE = 'https://spdx.dev/Document';
/** sigstore-go takes at most this many subjects in one statement. */
export const MAX_SUBJECTS = 1024;

export interface Subject {
  /** The file name; absent for images signed by cosign. */
  readonly name?: string;
  readonly digest: { readonly sha256: string };
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface Statement<Predicate> {
  readonly _type: typeof STATEMENT_TYPE;
  readonly subject: readonly Subject[];
  readonly predicateType: string;
  readonly predicate: Predicate;
}
