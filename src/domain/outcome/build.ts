// Stage 02: files by digest, and the tools that made them.
import type { Descriptor } from '../descriptor.ts';
import type { Platform } from '../platform.ts';
import type { Tool } from '../tool.ts';

export interface BuiltFile {
  /** The builder that made it. */
  readonly builder: string;
  /** Absent for builders without platforms. */
  readonly platform?: Platform;
  readonly target?: string;
  /** Path relative to the builder's checkout, `/` as separator; inside a declared directory, the whole path. */
  readonly path: string;
  /** The declared output that this file belongs to. */
  readonly output: string;
  readonly executable: boolean;
  readonly content: Descriptor;
  readonly origin?: 'prebuilt';
  /** An installable package that `npm pack` made. */
  readonly packed?: true;
}

export interface BuildOutcome {
  readonly files: readonly BuiltFile[];
  readonly tools: readonly Tool[];
  /** The run that built, as provenance names it (`runDetails.metadata.invocationId`). */
  readonly invocationId: string;
}
