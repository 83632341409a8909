// The identity of work: what a release and a part of it are called (docs: architecture, "Identity of work").
import type { Digest } from '../domain/digest.ts';
import type { Mode } from '../domain/release.ts';
import type { StageName } from '../domain/stage-name.ts';
import type { Tool } from '../domain/tool.ts';
import { canonicalJson } from '../formats/canonical-json.ts';
import { sha256 } from '../formats/sha256.ts';

/** Raised when outcomes change their shape: no older outcome is reused then. */
export const OUTCOME_SCHEMA = 1;

export interface ReleaseIdentity {
  /** `owner/name` on the forge. */
  readonly repository: string;
  readonly tag: string;
  /** 40 hexadecimal digits. */
  readonly commit: string;
  /** Digest of the configuration as parsed, 64 hexadecimal digits. */
  readonly configuration: string;
  readonly mode: Mode;
}

export interface PartIdentity {
  readonly release: Digest;
  readonly stage: StageName;
  readonly part: string;
  readonly revision: number;
  /** Digest of what readers may depend on, by stage that is read. */
  readonly reads: Readonly<Partial<Record<StageName, Digest>>>;
  /** Digests of the outcomes of the parts that this one waits for, by part. */
  readonly earlier: Readonly<Record<string, Digest>>;
  readonly settings: Digest;
  /** Tools, and whatever else the stage says that the part depends on; in the stage's order. */
  readonly tools: readonly (string | Tool)[];
}

/** The same for every run of the same release; times, hosts and Colophon's own version are not in it. */
export const releaseId = ({ repository, tag, commit, configuration, mode }: ReleaseIdentity): Digest =>
  digestOf({ repository, tag, commit, configuration, mode, schema: OUTCOME_SCHEMA });

/** Equal exactly when the part's outcome must be the same. */
export const partKey = ({
  release,
  stage,
  part,
  revision,
  reads,
  earlier,
  settings,
  tools,
}: PartIdentity): Digest => digestOf({ release, stage, part, revision, reads, earlier, settings, tools });

/** SHA-256 of the canonical JSON of a value. */
export const digestOf = (value: unknown): Digest => sha256(canonicalJson(value));
