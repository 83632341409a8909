// The configuration as stages read it: each sees its own section and the targets, nothing else.
// Defaults are already filled in; every text was checked when the configuration was loaded.
import type { Digest } from './digest.ts';
import type { Platform } from './platform.ts';
import type { Mode } from './release.ts';

/** An image's place and names. Tags are templates. */
export interface ImageTarget {
  readonly id: string;
  /** Host and path, without tag or digest. */
  readonly repository: string;
  readonly tags: readonly string[];
  /** `latest` or templates such as `{major}.{minor}`: given last, to the highest stable version only. */
  readonly moving: readonly string[];
  /** Other names by which manifests mean this image. */
  readonly known: readonly string[];
  /** In the order of the configuration; the index has them so. */
  readonly platforms: readonly Platform[];
}

/** A chart's place; its name and version stand in its `Chart.yaml`. */
export interface ChartTarget {
  /** Its directory in the repository. */
  readonly path: string;
  /** The repository that the chart's name is appended to; absent: an asset only. */
  readonly push?: string;
  /** Templates, where it is pushed under another version than its `Chart.yaml` has, or another appVersion than the tag. */
  readonly version?: string;
  readonly appVersion?: string;
}

/** A second place for every image and chart. */
export interface MirrorTarget {
  /** Host and path that names are appended to. */
  readonly to: string;
  /** By image id or chart directory; else the last part of the origin's repository, for a chart `charts/<name>`. */
  readonly repositories: Readonly<Record<string, string>>;
  readonly moving: boolean;
  readonly required: boolean;
  readonly read: 'public' | 'private';
}

/** Where a release goes, derived once. */
export interface Targets {
  /** `owner/name` on the forge. */
  readonly repository: string;
  readonly project: string;
  readonly forge: 'github';
  readonly read: 'public' | 'private';
  readonly images: readonly ImageTarget[];
  readonly charts: readonly ChartTarget[];
  readonly mirrors: readonly MirrorTarget[];
}

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

/** One platform of a builder, and what `{target}` stands for there. */
export interface BuildTarget {
  readonly platform: Platform;
  readonly target: string;
}

export interface BuilderInput {
  readonly from: string;
  /** A path inside the checkout. */
  readonly to: string;
}

/** Keys of a builder that `where` replaces on the targets that match. */
export interface Where {
  /** A glob over `os/arch[/variant]` or over the target's name. */
  readonly match: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly commands?: readonly Command[];
  readonly outputs?: readonly Output[];
  readonly ldflags?: readonly string[];
  readonly flags?: readonly string[];
  readonly tags?: readonly string[];
}

/** An argument vector, run without a shell; with `stdout`, what it prints becomes that file. */
export interface Command {
  readonly run: readonly string[];
  readonly stdout?: string;
}

/** A file or a directory that a builder must leave behind; a digest may be demanded. */
export interface Output {
  readonly path: string;
  readonly sha256?: string;
}

interface BuilderCommon {
  readonly id: string;
  readonly inputs: readonly BuilderInput[];
  /** Empty: one part without a platform. */
  readonly targets: readonly BuildTarget[];
  readonly env: Readonly<Record<string, string>>;
  readonly where: readonly Where[];
  /** Seconds. */
  readonly timeout: number;
}

export type Builder = BuilderCommon &
  (
    | {
        readonly kind: 'go';
        readonly package: string;
        /** `.exe` is added for Windows. */
        readonly binary: string;
        readonly flags: readonly string[];
        readonly tags: readonly string[];
        readonly ldflags: readonly string[];
        readonly buildvcs: boolean;
        readonly cgo: boolean;
        /** `GOTOOLCHAIN`; absent means what go.mod asks for. */
        readonly toolchain?: string;
      }
    | {
        readonly kind: 'node';
        readonly dir: string;
        /** A major or exact version that the running `node` must satisfy; absent means any. */
        readonly version?: string;
        readonly install: readonly string[];
        readonly run: readonly string[];
        /** `npm pack`, its tarball written again by our own tar and gzip. */
        readonly pack: boolean;
        readonly outputs: readonly Output[];
      }
    | { readonly kind: 'command'; readonly commands: readonly Command[]; readonly outputs: readonly Output[] }
    | { readonly kind: 'prebuilt'; readonly path: string }
  );

/** What an image starts from. */
export type ImageBase =
  | { readonly kind: 'scratch' }
  /** An OCI layout: a directory of the repository, or with `from` the output of a builder. */
  | { readonly kind: 'layout'; readonly path: string; readonly from?: string; readonly digest?: Digest }
  /** A repository in a registry, by the digest of its index or manifest. */
  | { readonly kind: 'reference'; readonly repository: string; readonly digest: Digest };

/** Files of a builder in an image. */
export interface LayerFile {
  readonly from: string;
  /** Which target, where the builder has several for one platform. */
  readonly target?: string;
  /** A glob over output paths; all outputs unless given. */
  readonly path?: string;
  /** Absolute in the image. Ends with `/`, or names a directory output: files are laid out below; else the one file's place. */
  readonly to: string;
  /** Permission bits; absent: 0755 for what is executable, 0644 for the rest. */
  readonly mode?: number;
  readonly uid: number;
  readonly gid: number;
}

/** An image made of layers: a base, and one layer of files upon it. */
export interface ImageRule {
  readonly id: string;
  readonly platforms: readonly Platform[];
  /** Values are templates. */
  readonly labels: Readonly<Record<string, string>>;
  readonly base: ImageBase;
  readonly files: readonly LayerFile[];
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
  /** Values are templates. */
  readonly env: Readonly<Record<string, string>>;
  readonly user?: string;
  readonly workdir?: string;
}

export interface BuildSettings {
  readonly env: { readonly pass: readonly string[]; readonly set: Readonly<Record<string, string>> };
  readonly files: readonly Builder[];
  readonly images: readonly ImageRule[];
  readonly targets: Targets;
}

/** Other words for `os` and `arch`, in asset names only. */
export interface Aliases {
  readonly os: Readonly<Record<string, string>>;
  readonly arch: Readonly<Record<string, string>>;
}

/** A builder's outputs published as they are. */
export interface FileRule {
  readonly from: string;
  /** A glob over the output's path; `*` matches the base name of any. */
  readonly path: string;
  /** A template. */
  readonly asset: string;
}

export type ArchiveFormat = 'tar.gz' | 'zip';

export interface ArchiveRule {
  /** Builder ids, `source`, or names of other package assets. */
  readonly from: readonly string[];
  /** A template without the ending. */
  readonly asset: string;
  /** By operating system. */
  readonly formats: Readonly<Record<string, ArchiveFormat>>;
  readonly format: ArchiveFormat;
  /** A template; empty for none. */
  readonly root: string;
  /** Globs over the repository at the commit. */
  readonly files: readonly string[];
}

/** Kubernetes manifests as one asset, every image of ours in them pinned. */
export interface ManifestRule {
  /** A template. */
  readonly asset: string;
  /** `files`: paths or globs in the repository, joined as documents in that order; `kustomize`: a directory to build. */
  readonly source:
    | { readonly kind: 'files'; readonly files: readonly string[] }
    | { readonly kind: 'kustomize'; readonly dir: string };
  /** Outputs of builders, placed in the checkout before. */
  readonly inputs: readonly BuilderInput[];
  /** Fields of custom resources that hold an image: `Kind.spec.path.to.image`, `[]` after a list. */
  readonly fields: readonly string[];
}

/** Where a chart's values hold an image: dotted paths in `values.yaml`. */
export interface ChartImage {
  /** The image's id. */
  readonly image: string;
  readonly repository?: string;
  readonly tag?: string;
  readonly digest?: string;
  /** One field that holds the whole reference. */
  readonly reference?: string;
}

export interface ChartRule {
  /** Its directory in the repository. */
  readonly path: string;
  /** A template; `{chart}` and `{chartVersion}` besides the usual. */
  readonly asset: string;
  /** `chart`: as `Chart.yaml` has it; else a template. */
  readonly version: string;
  readonly appVersion: string;
  readonly images: readonly ChartImage[];
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
