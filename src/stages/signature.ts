// Signatures as `sign` and `seal` want them: adopted where an interrupted run has left one that holds, else made
// anew, and believed only once the consumer's verifier has read them.
import type { BundleContent } from '../domain/bundle.ts';
import { Failure } from '../domain/failure.ts';
import type { Identity } from '../domain/identity.ts';
import type { Doors } from '../engine/stage.ts';
import type { ForgeRelease } from '../ports/forge.ts';
import { BUNDLE_LIMIT } from '../formats/bundle/read.ts';
import type { JudgedBundle, Prover } from '../ports/prover.ts';
import { gather } from './gather.ts';

/** What is to be signed: a statement in an envelope, or a document as it stands. */
export interface Signable {
  readonly kind: BundleContent;
  readonly bytes: Uint8Array;
  readonly identity: Identity;
}

/** A bundle that holds, and the moment that its timestamp proves, RFC 3339 in UTC. */
export interface Signature {
  readonly bundle: Uint8Array;
  readonly time: string;
}

/** The most bytes of a bundle that is read back: the statement of an SBOM is what makes one large. */
export const LARGEST_BUNDLE = BUNDLE_LIMIT;

/** A bundle in the draft that holds for exactly these bytes; `undefined` when there is none. */
export const findSignature = async (
  draft: ForgeRelease | undefined,
  name: string,
  signable: Signable,
  { forge, prover }: Doors<'forge' | 'prover'>,
): Promise<Signature | undefined> => {
  const asset = draft?.assets.find((candidate) => candidate.name === name);
  if (draft === undefined || asset === undefined || asset.size > LARGEST_BUNDLE) return undefined;
  const bundle = await gather(forge.asset(draft.id, name), LARGEST_BUNDLE);
  return asSignature(bundle, signable, prover);
};

/** These bytes as a signature, if they are a bundle that holds for exactly this content. */
export const asSignature = async (
  bundle: Uint8Array,
  { kind, bytes, identity }: Signable,
  prover: Prover,
): Promise<Signature | undefined> => {
  const finding = await prover.bundle(bundle, bytes, kind, identity);
  return finding.result === 'proved' ? { bundle, time: timeOf(finding) } : undefined;
};

/** A new bundle that verifies for these bytes under this identity; fails with `SIGNATURE_NOT_PROVED`. */
export const makeSignature = async (
  { kind, bytes, identity }: Signable,
  { signer, prover }: Doors<'signer' | 'prover'>,
): Promise<Signature> => {
  const bundle = await (kind === 'dsse' ? signer.statement(bytes) : signer.document(bytes));
  const finding = await prover.bundle(bundle, bytes, kind, identity);
  if (finding.result === 'proved') return { bundle, time: timeOf(finding) };
  throw new Failure('SIGNATURE_NOT_PROVED', `the new signature does not verify: ${finding.message}`, {
    remedy:
      'run the same command again; if it stays, compare the signing configuration with the trusted root',
  });
};

const timeOf = ({ time = 0 }: JudgedBundle): string => `${new Date(time).toISOString().slice(0, 19)}Z`;
