// SLSA provenance v1 (slsa.dev/spec/v1.2/build-provenance), as `docs/build-types/release-v1.md` fills it.

export const PROVENANCE_TYPE = 'https://slsa.dev/provenance/v1';
/** Our one build type: the address of the document that says what the parameters mean. */
export const BUILD_TYPE =
  'https://github.com/colophon-release/colophon/blob/main/docs/build-types/release-v1.md';

/** SLSA ResourceDescriptor, the fields that we write. `digest` values are lower-case hexadecimal. */
export interface ResourceDescriptor {
  readonly uri?: string;
  readonly name?: string;
  readonly digest?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** How one platform of an image was built from its Dockerfile. */
export interface DockerfileParameters {
  readonly platform: string;
  /** The tool, its name and version. */
  readonly builder: string;
  /** Paths in the source. */
  readonly file: string;
  readonly context: string;
  readonly target?: string;
  readonly args: Readonly<Record<string, string>>;
  /** By the whole text of a `FROM`: what was taken in its place, as it stands among the resolved dependencies. */
  readonly substitutes: Readonly<Record<string, string>>;
  /** What it takes from by a name alone, where there is such. */
  readonly unpinned?: readonly string[];
  readonly emulated?: true;
}

export interface Provenance {
  readonly buildDefinition: {
    readonly buildType: string;
    readonly externalParameters: {
      readonly workflow: { readonly ref: string; readonly repository: string; readonly path: string };
      readonly tag: string;
      /** The file name of the sealed list, so that its absence can be noticed. */
      readonly colophon: string;
      /** Digest of the configuration as parsed. */
      readonly configuration: { readonly sha256: string };
    };
    readonly internalParameters: {
      readonly github: {
        readonly event_name: string;
        readonly repository_id: string;
        readonly repository_owner_id: string;
        readonly runner_environment: string;
      };
      /** What the build found of earlier ones: compilers' caches, and layers, of which none is ever taken. */
      readonly colophon: {
        readonly caches: 'empty' | 'kept';
        readonly layerCache: 'none';
        /** Of an image that was built so: one a platform. */
        readonly dockerfiles?: readonly DockerfileParameters[];
      };
    };
    /** The source commit first, then tools, files that were taken in, and what an image was made upon. */
    readonly resolvedDependencies: readonly ResourceDescriptor[];
  };
  readonly runDetails: {
    readonly builder: { readonly id: string };
    readonly metadata: { readonly invocationId: string };
  };
}
