// Stage 08: unsigned statements: SLSA provenance over files, images and charts, signatures and SBOMs of images.
import type { Descriptor } from '../descriptor.ts';
import type { Attachment } from '../image.ts';

export interface UnsignedStatement {
  /**
   * `files`, or `files-2` and so on above 1,024 subjects; `image <id>`, `chart <name>`,
   * `signature <id> <platform or index>`, `sbom <id> <platform or index>`.
   */
  readonly id: string;
  readonly predicateType: string;
  /** The asset name its bundle is published under, `….intoto.jsonl`; absent when it is attached only. */
  readonly asset?: string;
  readonly content: Descriptor;
  /** Names of the assets that it is about; none when it is about manifests. */
  readonly subjects: readonly string[];
  /** Manifests that its bundle is attached to as a referrer. */
  readonly attach: readonly Attachment[];
}

export interface ProvenanceOutcome {
  readonly statements: readonly UnsignedStatement[];
}
