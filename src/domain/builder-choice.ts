// Which builder makes images from Dockerfiles for a platform, as the configuration says (`build.builders`).
import type { Platform } from './platform.ts';
import { formatPlatform } from './platform.ts';

/** Who BuildKit and its client are to each other: both show a certificate. Paths of PEM files. */
export interface BuilderCertificates {
  /** Who may have issued the builder's certificate. */
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
  /** The name that the builder's certificate must carry, where it is not the address's host. */
  readonly serverName?: string;
}

export type BuilderChoice =
  | { readonly kind: 'buildah' }
  /** `docker buildx`, with the builder that it has selected. */
  | { readonly kind: 'buildx' }
  /** `buildctl`; without an address, at the socket where BuildKit usually listens. */
  | {
      readonly kind: 'buildkit';
      /** `unix:///path` or `tcp://host:port`; over tcp with certificates, or to this machine alone. */
      readonly address?: string;
      readonly certificates?: BuilderCertificates;
    };

/** By platform (`linux/arm64`), or `*` for all others. */
export type BuilderChoices = Readonly<Record<string, BuilderChoice>>;

/** What is chosen for a platform; `undefined` where whoever is found builds. */
export const builderChoice = (choices: BuilderChoices, platform: Platform): BuilderChoice | undefined => {
  const name = formatPlatform(platform);
  if (Object.hasOwn(choices, name)) return choices[name];
  return Object.hasOwn(choices, '*') ? choices['*'] : undefined;
};
