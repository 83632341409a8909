// The consumer's verifier, as stages reach it; `cli` fills it with `verify/`.
import type { Finding } from '../domain/finding.ts';
import type { Identity } from '../domain/identity.ts';
import type { ReleaseFacts } from '../domain/release.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { AssetSource } from './asset-source.ts';
import type { Registry } from './registry.ts';

export interface StagedClaim {
  readonly facts: ReleaseFacts;
  readonly identity: Identity;
  readonly assets: AssetSource;
  /** Where images, charts and mirrors of the list are read; only a release that has none needs none. */
  readonly registry: Registry;
  /** The list about to be sealed; absent when the draft holds a sealed one, which is then demanded. */
  readonly document?: Uint8Array;
}

/** What was found about a bundle, and when an authority says that it was signed. */
export interface JudgedBundle extends Finding {
  /** Milliseconds since 1970; the latest of the proved times, absent when nothing was proved. */
  readonly time?: number;
}

export interface Prover {
  /** Judges what is staged against exactly this list. */
  readonly staged: (claim: StagedClaim) => Promise<Verdict>;
  /**
   * Judges what is public under this tag, by name, anonymously. `membersOnly` are repositories that are not asked, nor
   * what lies below them: each is the information `NOT_PUBLIC`.
   */
  readonly published: (
    facts: ReleaseFacts,
    identity: Identity,
    membersOnly?: readonly string[],
  ) => Promise<Verdict>;
  /** Whether a bundle holds for exactly this content under this release's identity; `content` are the signed bytes. */
  readonly bundle: (
    bundle: Uint8Array,
    content: Uint8Array,
    kind: 'dsse' | 'message',
    identity: Identity,
  ) => Promise<JudgedBundle>;
}
