// The policy may leave open which workflow releases; that the same one did everything is not open (trust.md 2).
import type { Colophon } from '../domain/colophon.ts';
import type { SignatureFacts } from '../formats/sigstore-verify.ts';
import { issuerOf } from './identity.ts';
import type { Fault } from './signature.ts';

/** Whoever signed this did not seal the list; `undefined` when it is the same. */
export const otherSigner = ({ certificate }: SignatureFacts, { identity }: Colophon): Fault | undefined => {
  const san = certificate.names[0]?.value;
  if (san === identity.san && issuerOf(certificate) === identity.issuer) return undefined;
  return {
    code: 'IDENTITY_MISMATCH',
    message: `it was signed by ${san ?? ''}, and the list by ${identity.san}`,
  };
};
