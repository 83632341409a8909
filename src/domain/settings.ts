// The configuration as stages read it: each sees its own section and the targets, nothing else.
// Defaults are already filled in; every text was checked when the configuration was loaded.
import type { Builder } from './builder.ts';
import type { BuilderChoices } from './builder-choice.ts';
import type { ImageRule } from './image-rule.ts';
import type { Aliases, ArchiveRule, ChartRule, FileRule, ManifestRule } from './package-rules.ts';
import type { Platform } from './platform.ts';
import type { Mode } from './release.ts';
import type { Targets } from './targets.ts';

/** Which release was asked for, settled by the command before the gate is asked. */
export interface Asked {
  readonly mode: Mode;
  readonly tag: string;
  /** Whether the tag was named or found; false: made up for the rehearsal of any commit. */
  readonly tagged: boolean;
  /** 40 hexadecimal digits. */
  readonly commit: string;
}

export interface GateSettings {
  readonly asked: Asked;
  /** Holds `{version}` exactly once. */
  readonly tag: string;
  /** Exact names or globs; empty means the forge's default branch. */
  readonly branches: readonly string[];
  readonly approvals: number;
  readonly checks: 'all' | readonly string[];
  /** The changelog that `notes.from` names, if it names one. */
  readonly changelog?: string;
  readonly latest: 'auto' | 'never';
  readonly targets: Targets;
}

export interface BuildSettings {
  readonly env: { readonly pass: readonly string[]; readonly set: Readonly<Record<string, string>> };
  readonly files: readonly Builder[];
  readonly images: readonly ImageRule[];
  /** Who builds images from Dockerfiles, where the configuration chooses. */
  readonly builders: BuilderChoices;
  /** Platforms whose Dockerfiles may be built where they do not run natively. */
  readonly emulate: readonly Platform[];
  readonly targets: Targets;
}

export interface PackageSettings {
  readonly aliases: Aliases;
  readonly files: readonly FileRule[];
  readonly archives: readonly ArchiveRule[];
  readonly manifests: readonly ManifestRule[];
  readonly charts: readonly ChartRule[];
  readonly targets: Targets;
}

/** What an SBOM needs to know of a builder. */
export interface SbomBuilder {
  readonly id: string;
  readonly kind: Builder['kind'];
  /** For `node`: the directory of its package, `.` for the root; its lock file is looked for there and above. */
  readonly dir?: string;
  /** Builders whose outputs are placed before it runs, by id: what they hold, it may hold. */
  readonly inputs: readonly string[];
}

export interface SbomSettings {
  /** A template that holds `{asset}`. */
  readonly asset: string;
  /** Every builder of `build.files`. */
  readonly builders: readonly SbomBuilder[];
  readonly targets: Targets;
}

export interface NotesSettings {
  /** A path in the repository; absent means that the forge is asked for merged changes. */
  readonly from?: string;
  readonly sections: readonly string[];
  /** Templates of the checksum lists' names, those of `checksum.lists`. */
  readonly checksums: readonly string[];
  readonly targets: Targets;
}

export interface ChecksumSettings {
  readonly lists: readonly { readonly asset: string; readonly of: readonly string[] }[];
  /** Globs over asset names that get a `.sha256` beside them. */
  readonly beside: readonly string[];
  readonly targets: Targets;
}

export interface SignSettings {
  /** Globs over asset names that get a copy of the bundle beside them; checksum lists always do. */
  readonly beside: readonly string[];
  /** Paths of another Sigstore's documents; `release` only. */
  readonly signingConfig?: string;
  readonly trustedRoot?: string;
  readonly targets: Targets;
}

export interface DraftSettings {
  /** A template. */
  readonly title: string;
  readonly targets: Targets;
}

export interface PlainSettings {
  readonly targets: Targets;
}

export interface ProvenanceSettings {
  /** Digest of the configuration as parsed, 64 hexadecimal digits. */
  readonly configuration: string;
  readonly targets: Targets;
}

/** What each stage is given of the configuration. */
export interface Settings {
  readonly gate: GateSettings;
  readonly build: BuildSettings;
  readonly assemble: PlainSettings;
  readonly package: PackageSettings;
  readonly sbom: SbomSettings;
  readonly notes: NotesSettings;
  readonly checksum: ChecksumSettings;
  readonly provenance: ProvenanceSettings;
  readonly sign: SignSettings;
  readonly push: PlainSettings;
  readonly mirror: PlainSettings;
  readonly draft: DraftSettings;
  readonly prove: PlainSettings;
  readonly seal: PlainSettings;
  readonly publish: PlainSettings;
  readonly confirm: PlainSettings;
}
