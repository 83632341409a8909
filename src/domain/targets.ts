// Where a release goes: forge, registries, mirrors; derived once, and given to every stage.
import type { Platform } from './platform.ts';

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
  /** Hosts, with a port where they have one, that are asked without TLS, besides this machine's own. */
  readonly plainHttp?: readonly string[];
  /** Hosts of registries that delete what has no tag: every manifest is given one there. None unless it is said. */
  readonly tagEveryManifest?: 'all' | readonly string[];
  readonly images: readonly ImageTarget[];
  readonly charts: readonly ChartTarget[];
  readonly mirrors: readonly MirrorTarget[];
}
