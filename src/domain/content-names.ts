// What the assets about images and charts are called (docs/configuration.md, "What a release consists of").
import type { Platform } from './platform.ts';

/** The last part of a repository: what an image or a chart is called in names of assets. */
export const lastPart = (repository: string): string => repository.slice(repository.lastIndexOf('/') + 1);

/** The SBOM of one platform of an image: `widget_linux_arm_v7.image.spdx.json`. */
export const imageSbomName = (repository: string, { os, architecture, variant }: Platform): string =>
  `${[lastPart(repository), os, architecture, ...(variant === undefined ? [] : [variant])].join('_')}.image.spdx.json`;

/** The SBOM of an image's index: `widget.index.spdx.json`. */
export const indexSbomName = (repository: string): string => `${lastPart(repository)}.index.spdx.json`;

/** The provenance bundle of an image: `widget.intoto.jsonl`. */
export const contentProvenanceName = (repository: string): string => `${lastPart(repository)}.intoto.jsonl`;

/**
 * The provenance bundle of a pushed chart: `widget.intoto.jsonl`, or `widget.chart.intoto.jsonl` where an image of the
 * release is called like the chart, as it is for most charts of one controller.
 */
export const chartProvenanceName = (
  chart: string,
  images: readonly { readonly repository: string }[],
): string => {
  const alike = images.some(({ repository }) => lastPart(repository) === lastPart(chart));
  return contentProvenanceName(alike ? `${chart}.chart` : chart);
};
