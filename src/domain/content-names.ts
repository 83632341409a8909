// What the assets about images and charts are called (docs/configuration.md, "What a release consists of").
import type { Platform } from './platform.ts';

/** The last part of a repository: what an image or a chart is called in names of assets. */
export const lastPart = (repository: string): string => repository.slice(repository.lastIndexOf('/') + 1);

/** The SBOM of one platform of an image: `widget_linux_arm_v7.image.spdx.json`. */
export const imageSbomName = (repository: string, { os, architecture, variant }: Platform): string =>
  `${[lastPart(repository), os, architecture, ...(variant === undefined ? [] : [variant])].join('_')}.image.spdx.json`;

/** The SBOM of an image's index: `widget.index.spdx.json`. */
export const indexSbomName = (repository: string): string => `${lastPart(repository)}.index.spdx.json`;

/** The provenance bundle of an image or of a pushed chart, by its repository or name: `widget.intoto.jsonl`. */
export const contentProvenanceName = (repository: string): string => `${lastPart(repository)}.intoto.jsonl`;

/** Whether a text is a tag that registries take (distribution-spec 1.1, "Pulling manifests"). */
export const isImageTag = (text: string): boolean => /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/.test(text);
