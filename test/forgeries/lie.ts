// What every lie of the museum says about itself: one sentence, its code, and how it is told (issue "Forgeries").
import type { VerifyOptions } from '../../src/cli/check/options.ts';
import type { FailureCode } from '../../src/domain/failure-codes.ts';
import type { Identity } from '../../src/domain/identity.ts';
import type { FindingCode } from '../../src/domain/finding-codes.ts';
import type { Policy } from '../../src/verify/index.ts';
import type { Target } from './target.ts';
import type { World } from './world.ts';

/** A file and a bundle in the target's assets, about which other verifiers can be asked. */
export interface PeerQuestion {
  readonly file: string;
  readonly bundle: string;
  /** Whom the consumer expects; default: whoever truly signed the target. */
  readonly identity?: Identity;
}

/** How `colophon verify` is asked, where that differs from what a careful consumer types. */
export interface Asked {
  readonly targets?: readonly string[];
  readonly options?: VerifyOptions;
  /** What no option says yet: facts that a trust store would remember. */
  readonly remembered?: Partial<Policy>;
}

export interface Lie {
  /** What the forger did, and hopes. */
  readonly claim: string;
  /** The one code with which it is refused. */
  readonly code: FindingCode | FailureCode;
  /** 1 unless said otherwise. */
  readonly exit?: number;
  /** What is forged: the rehearsal as it was made, or the same files signed as by GitHub Actions. */
  readonly of: 'rehearsal' | 'release';
  /** Default: an archive with the provenance bundle; `undefined` where no other verifier has a command for the case. */
  readonly peer?: ((target: Target) => PeerQuestion) | 'silent';
  readonly make: (world: World, target: Target) => Promise<Asked | void> | Asked | void;
}
