// Opens a signature: bundle and signed bytes go in unverified, and come out only when signature and signer hold.
import type { FindingCode } from '../domain/finding-codes.ts';
import { type Unverified, vouched } from '../domain/unverified.ts';
import { canonicalFault } from '../formats/bundle/canonical.ts';
import { type ReadBundle, readBundle } from '../formats/bundle/read.ts';
import { FormatError } from '../formats/format-error.ts';
import { type SignatureFacts, verifySignature } from '../formats/sigstore-verify.ts';
import type { TrustedRootMaterial } from '../formats/trusted-root.ts';
import { signerFault } from './identity.ts';
import type { Policy } from './policy.ts';
import { isRehearsed } from './rehearsed.ts';

export interface Fault {
  readonly code: FindingCode;
  readonly message: string;
}

export interface Signed {
  /** The document of a message signature, or the payload of an envelope. */
  readonly content: Uint8Array;
  readonly payloadType: string | undefined;
  readonly facts: SignatureFacts;
}

export type Opened = { readonly signed: Signed } | { readonly fault: Fault };

/** What is asked of a bundle beside the policy. */
export interface SignatureClaim {
  readonly bundle: Unverified<Uint8Array>;
  /** The signed document; for a DSSE envelope there is none. */
  readonly document?: Unverified<Uint8Array>;
  /** Whether every bit of the bundle must be demanded. */
  readonly canonical?: boolean;
}

/** Proves a signature and its signer by the policy, in this order: form, rehearsal, signature, signer, canonical form. */
export const openSignature = (claim: SignatureClaim, policy: Policy, root: TrustedRootMaterial): Opened => {
  const bytes = vouched(claim.bundle);
  const document = claim.document === undefined ? undefined : vouched(claim.document);
  const bundle = read(bytes);
  if ('code' in bundle) return { fault: bundle };
  if ((document === undefined) !== (bundle.kind === 'dsse')) {
    return {
      fault: {
        code: 'BUNDLE_MALFORMED',
        message: `its bundle holds a ${bundle.kind === 'dsse' ? 'statement' : 'signature over a document'}, not what was asked for`,
      },
    };
  }
  if (policy.mode === 'release' && isRehearsed(bundle)) {
    return {
      fault: {
        code: 'REHEARSAL_NOT_RELEASE',
        message: 'it was signed in a rehearsal, and a rehearsal is no release',
      },
    };
  }
  const nameType = policy.identity?.san.includes('://') === false ? 'email' : 'uri';
  const verdict = verifySignature(bundle, document, root, { thresholds: policy.thresholds, nameType });
  if ('fault' in verdict) return verdict;
  const fault = signerFault(verdict.facts.certificate, policy);
  if (fault !== undefined) return { fault };
  const form = claim.canonical === true ? canonicalFault(bytes, bundle, root) : undefined;
  if (form !== undefined) return { fault: { code: 'BUNDLE_NOT_CANONICAL', message: form } };
  const content = document ?? bundle.envelope?.payload ?? new Uint8Array();
  return { signed: { content, payloadType: bundle.envelope?.payloadType, facts: verdict.facts } };
};

const read = (bytes: Uint8Array): ReadBundle | Fault => {
  try {
    // A `.jsonl` file holds exactly one line; its line feed belongs to the file, not to the bundle.
    return readBundle(bytes.at(-1) === 0x0a ? bytes.subarray(0, -1) : bytes);
  } catch (error) {
    if (error instanceof FormatError)
      return { code: 'BUNDLE_MALFORMED', message: `its bundle is malformed: ${error.message}` };
    throw error;
  }
};
