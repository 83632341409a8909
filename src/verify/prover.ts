// The consumer's verifier as stages reach it: the same checks over what is staged and over what is public.
import { type Identity, REHEARSAL_HOST } from '../domain/identity.ts';
import type { Mode, ReleaseFacts } from '../domain/release.ts';
import { unverified } from '../domain/unverified.ts';
import { hostOf } from '../formats/name-constraints.ts';
import { sha256 } from '../formats/sha256.ts';
import { parseTrustedRoot } from '../formats/trusted-root.ts';
import type { AssetSource } from '../ports/asset-source.ts';
import type { JudgedBundle, Prover } from '../ports/prover.ts';
import type { Registry } from '../ports/registry.ts';
import { findingsOf } from './check.ts';
import { DEFAULTS, GITHUB_ISSUER, type Policy, REHEARSAL_ISSUER } from './policy.ts';
import { openSignature } from './signature.ts';
import { verifyRelease } from './verify-release.ts';

export interface ProverOptions {
  /** TrustedRoot JSON of the Sigstore that signs this release. */
  readonly trustedRoot: Uint8Array;
  /** What anyone can read of this release once it is public, by name. */
  readonly published: (tag: string) => AssetSource;
  /** What anyone can read of registries, without credentials. */
  readonly registry: Registry;
  /** Whether registries are at hand, so that layers are read too: those of a rehearsal. */
  readonly local?: boolean;
}

/** A prover; it demands the whole list, always. */
export const createProver = ({ trustedRoot, published, registry, local = false }: ProverOptions): Prover => {
  const policyFor = (identity: Identity, mode: Mode, facts?: ReleaseFacts): Policy => ({
    ...DEFAULTS,
    mode,
    identity,
    issuer: mode === 'rehearsal' ? REHEARSAL_ISSUER : GITHUB_ISSUER,
    trustedRoot,
    ...(facts === undefined ? {} : { repository: facts.repository, tag: facts.tag, commit: facts.commit }),
  });
  return {
    staged: ({ facts, identity, assets, registry: staged, document }) =>
      verifyRelease({
        assets,
        registry: staged,
        local,
        names: 'not yet',
        policy: policyFor(identity, facts.mode, facts),
        complete: true,
        ignore: [],
        ...(document === undefined ? {} : { document }),
      }),
    published: (facts, identity, membersOnly = []) =>
      verifyRelease({
        assets: published(facts.tag),
        registry,
        local,
        hidden: membersOnly,
        policy: policyFor(identity, facts.mode, facts),
        complete: true,
        ignore: [],
      }),
    bundle: async (bundle, content, kind, identity) =>
      judge(bundle, content, kind, policyFor(identity, modeOf(identity))),
  };
};

// Identities come from the run that makes the release, never from what is judged.
const modeOf = ({ san }: Identity): Mode => (hostOf(san) === REHEARSAL_HOST ? 'rehearsal' : 'release');

const { proved, refuted } = findingsOf('bundle');

const judge = (
  bundle: Uint8Array,
  content: Uint8Array,
  kind: 'dsse' | 'message',
  policy: Policy,
): JudgedBundle => {
  const digest = sha256(content);
  const claim = {
    bundle: unverified(bundle),
    ...(kind === 'message' ? { document: unverified(content), canonical: true } : {}),
  };
  const opened = openSignature(claim, policy, parseTrustedRoot(policy.trustedRoot));
  if ('fault' in opened) return refuted(digest, opened.fault.code, opened.fault.message, { digest });
  if (sha256(opened.signed.content) !== digest) {
    return refuted(digest, 'SUBJECT_DIGEST_MISMATCH', 'its signature is over other content', { digest });
  }
  const time = Math.max(...opened.signed.facts.times);
  return {
    ...proved(digest, 'BUNDLE_HOLDS', 'its signature holds, and it is over exactly this content', { digest }),
    time,
  };
};
