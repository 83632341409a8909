// What a lie to those who make releases says about itself: a registry, a helper or a builder that is not what it should
// be, and the code with which Colophon stops before anything is public.
import type { FailureCode } from '../../src/domain/failure-codes.ts';
import type { BaseImage } from '../support/base-image.ts';
import type { FakeAnswer } from '../support/fake-builders.ts';
import type { HttpRegistry, Oddities } from '../support/http-registry.ts';
import type { Elsewhere } from './elsewhere.ts';
import type { Lie } from './lying-registry.ts';
import type { Reference } from './producer-world.ts';

/** Where it happens. */
export interface ProducerPlace {
  /** The registry that is written to, or that a base is read from: it holds nothing yet. */
  readonly target: HttpRegistry;
  /** A registry that holds a rehearsed release, to be mirrored. */
  readonly source: HttpRegistry;
  /** What the honest release is. */
  readonly reference: Reference;
  /** A base of two platforms that lies in the target. */
  readonly base: BaseImage;
  /** Another host, which writes down what it hears. */
  readonly elsewhere: Elsewhere;
}

export type RehearsedStage = 'push' | 'mirror' | 'publish';

export interface ProducerLie {
  /** What is not as it should be, and what that would do. */
  readonly claim: string;
  /** The one code with which it ends. */
  readonly code: FailureCode;
  readonly of: 'producer';
  /**
   * `push`, `mirror`, `publish`: a rehearsal into the target, which stops in this stage. `copy`: `colophon mirror` of the
   * source's image into the target. `base`: an image upon a base of the target. `dockerfile`: an image from a
   * Dockerfile. `doctor`: the target.
   */
  readonly by: RehearsedStage | 'copy' | 'base' | 'dockerfile' | 'doctor';
  /** How the target is, also when it is honest: with a referrers API unless said otherwise. */
  readonly kind?: Partial<Oddities>;
  /** The target demands a password, also when it is honest. */
  readonly members?: true;
  /** Changes what the target holds, and is undone afterwards. */
  readonly told?: (place: ProducerPlace) => void;
  /** How the target answers while it lies. */
  readonly answers?: (place: ProducerPlace) => Lie;
  /** How the source does. */
  readonly source?: (place: ProducerPlace) => Lie;
  /** The shell script that is asked for the password, in place of one that gives it. */
  readonly helper?: string;
  /** What a builder of Dockerfiles answers, in place of an image. */
  readonly builder?: readonly FakeAnswer[];
  /** The base that is asked for, in place of the index. */
  readonly upon?: (place: ProducerPlace) => string;
  /** Something must be given up that hangs: half a minute of patience is hurried. */
  readonly hangs?: true;
  /** Tags are put in the course of this lie, for it is about them. */
  readonly puts?: true;
  /** The lie is in the configuration: there is no honest world in which the same command ends well. */
  readonly final?: true;
  /** What must be said beside the code. */
  readonly says?: RegExp;
  /** Throws where somebody has heard what was not for them, or was asked too often. */
  readonly heard?: (place: ProducerPlace) => void;
}
