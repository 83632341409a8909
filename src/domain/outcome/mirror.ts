// Stage 11: mirrors that were read back equal, and what went wrong with those that may fail.
import type { Finding } from '../finding.ts';
import type { Pushed } from './push.ts';

export interface Mirrored {
  /** As the configuration names it: host and path. */
  readonly to: string;
  /** Whether moving names are given there too. */
  readonly moving: boolean;
  /** It may fail after this, too; absent where it may not. */
  readonly required?: false;
  /** The same content as in the origin, each under its repository here. */
  readonly content: readonly Pushed[];
}

export interface MirrorOutcome {
  readonly mirrors: readonly Mirrored[];
  /** Of best-effort mirrors alone: a required one that fails stops the release. */
  readonly findings: readonly Finding[];
}
