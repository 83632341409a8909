// What a lie about images says about itself: which piece is changed before it is signed, or where it lies, and its code.
import type { VerifyOptions } from '../../src/cli/check/options.ts';
import type { FailureCode } from '../../src/domain/failure-codes.ts';
import type { FindingCode } from '../../src/domain/finding-codes.ts';
import type { Digest } from '../../src/domain/digest.ts';
import type { Signer } from '../../src/ports/signer.ts';
import type { ImageRelease, ImageReleaseOptions } from '../support/image-release.ts';
import type { ImagePlace, Kind } from './image-world.ts';

/** Where a lie is told: to `verify DIR --rehearsal`, or to `verify oci-layout:DIR@sha256:…` signed as by GitHub Actions. */
export type Way = 'directory' | 'layout';

/** What cosign and gh are asked: about a manifest in a registry, or about a file beside a bundle. */
export type ImageQuestion =
  | {
      /** Default: the index. */
      readonly digest?: (release: ImageRelease) => Digest;
      readonly repository?: string;
      /** `cosign verify` unless a type of attestation is asked for. */
      readonly attested?: 'slsaprovenance1' | 'spdxjson';
    }
  | { readonly file: string; readonly bundle: string };

export interface ImageLie {
  /** What the forger did, and hopes. */
  readonly claim: string;
  /** The one code with which it is refused. */
  readonly code: FindingCode | FailureCode;
  /** 1 unless said otherwise. */
  readonly exit?: number;
  readonly of: 'images';
  // `stranger` signs as another repository's workflow, by the same authority.
  /** Changes pieces before anything is signed over them: the true signer was made to sign the lie. */
  readonly made?: (stranger: Signer) => ImageReleaseOptions;
  /** Changes registries, where all is signed. */
  readonly told?: (release: ImageRelease, stranger: Signer) => Promise<void> | void;
  /** Changes files on disk, where all is laid out. */
  readonly laid?: (place: ImagePlace) => void;
  /** Default: both. */
  readonly way?: Way;
  /** Signed as a rehearsal or as a release; default: as belongs to the way. */
  readonly kind?: Kind;
  /** Which image of which repository is asked about in a layout; default: the index of `widget`. */
  readonly asked?: {
    readonly repository?: string;
    /** `undefined` asks the layout by no digest. */
    readonly digest?: (release: ImageRelease) => Digest | undefined;
  };
  /** What is said beside what a careful consumer says. */
  readonly options?: VerifyOptions;
  /** In place of what a careful consumer says. */
  readonly instead?: VerifyOptions;
  /** Default: the index; `silent` where no other verifier has a command for the case. */
  readonly peer?: ImageQuestion | 'silent';
}
