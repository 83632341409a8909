// Stage 08: unsigned SLSA statements over every file.
import type { Descriptor } from '../descriptor.ts';

export interface UnsignedStatement {
  /** `files`, or `files-2` and so on above 1,024 subjects. */
  readonly id: string;
  /** The asset name its bundle will have, `<project>_<tag>.intoto.jsonl`. */
  readonly asset: string;
  readonly content: Descriptor;
  /** Names of the assets that it is about. */
  readonly subjects: readonly string[];
}

export interface ProvenanceOutcome {
  readonly statements: readonly UnsignedStatement[];
}
