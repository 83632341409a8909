// Signs the list, and believes the seal only once the consumer's verifier has read it.
import { Failure } from '../../domain/failure.ts';
import type { Identity } from '../../domain/identity.ts';
import type { Doors } from '../../engine/stage.ts';

/** A bundle that verifies for this document under this identity; fails with `SIGNATURE_NOT_PROVED`. */
export const signDocument = async (
  document: Uint8Array,
  identity: Identity,
  { signer, prover }: Doors<'signer' | 'prover'>,
): Promise<Uint8Array> => {
  const bundle = await signer.document(document);
  const finding = await prover.bundle(bundle, document, 'message', identity);
  if (finding.result === 'proved') return bundle;
  throw new Failure('SIGNATURE_NOT_PROVED', `the new seal does not verify: ${finding.message}`, {
    remedy:
      'run the same command again; if it stays, compare the signing configuration with the trusted root',
  });
};
