// What a lie of a registry says about itself: how it answers otherwise than an honest one, and with which code whoever
// asked refuses it.
import type { VerifyOptions } from '../../src/cli/check/options.ts';
import type { FailureCode } from '../../src/domain/failure-codes.ts';
import type { FindingCode } from '../../src/domain/finding-codes.ts';
import type { ImageRelease } from '../support/image-release.ts';
import type { MemoryRegistry } from '../support/memory-registry.ts';
import type { Elsewhere } from './elsewhere.ts';
import type { Far } from './far.ts';
import type { Lie } from './lying-registry.ts';

/** A signed release in the registry that lies about it, which is asked by its tag and with a careful consumer's options. */
export interface RegistryPlace {
  readonly release: ImageRelease;
  /** What the registry holds: a copy of this lie's own. */
  readonly memory: MemoryRegistry;
  /** `127.0.0.1:41234` */
  readonly host: string;
  /** What stands before a repository's own name: `127.0.0.1:41234/0`. */
  readonly at: string;
  /** The same registry, far away behind a proxy and encrypted; and as a neighbour. */
  readonly far: Pick<Far, 'host' | 'near'>;
  /** Another host, which writes down what it hears. */
  readonly elsewhere: Elsewhere;
  /** The release before this one, in registries of its own. */
  readonly previous: () => Promise<ImageRelease>;
}

export interface RegistryLie {
  /** What the forger did, and hopes. */
  readonly claim: string;
  /** The one code with which it is refused. */
  readonly code: FindingCode | FailureCode;
  /** 1 unless said otherwise. */
  readonly exit?: number;
  readonly of: 'registry';
  /** Changes what the registry holds. */
  readonly told?: (place: RegistryPlace) => Promise<void> | void;
  /** Answers questions otherwise. */
  readonly answers?: (place: RegistryPlace) => Lie;
  /** What is asked about, without its host; default: the image's tag. */
  readonly asked?: (place: RegistryPlace) => string;
  readonly options?: VerifyOptions;
  /** The registry is asked where it is far away: `https://registry.example`. By digest, for the list names another place. */
  readonly far?: true;
  /** The consumer has a password for this registry, and says `--login`. */
  readonly login?: true;
  /** Throws where somebody has heard what was not for them. */
  readonly heard?: (place: RegistryPlace) => void;
  /** cosign and gh are asked about the same reference; `silent`: they have no command for the case. */
  readonly peer?: 'silent';
}
