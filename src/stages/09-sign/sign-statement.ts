// Signs one statement, and believes the bundle only once the consumer's verifier has read it.
import { Failure } from '../../domain/failure.ts';
import type { Identity } from '../../domain/identity.ts';
import type { Doors } from '../../engine/stage.ts';

/** A bundle that verifies for these bytes under this identity; fails with `SIGNATURE_NOT_PROVED`. */
export const signStatement = async (
  statement: Uint8Array,
  identity: Identity,
  { signer, prover }: Doors<'signer' | 'prover'>,
): Promise<Uint8Array> => {
  const bundle = await signer.statement(statement);
  const finding = await prover.bundle(bundle, statement, 'dsse', identity);
  if (finding.result === 'proved') return bundle;
  throw new Failure('SIGNATURE_NOT_PROVED', `the new signature does not verify: ${finding.message}`, {
    remedy:
      'run the same command again; if it stays, compare the signing configuration with the trusted root',
  });
};
