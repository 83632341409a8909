// The names of assets about images and charts, before anything is built: SBOMs and provenance bundles.
import {
  chartProvenanceName,
  contentProvenanceName,
  imageSbomName,
  indexSbomName,
  lastPart,
} from '../../domain/content-names.ts';
import type { ContentKind } from '../../domain/image.ts';
import type { ChartTarget, ImageTarget } from '../../domain/targets.ts';

export interface ContentName {
  readonly name: string;
  readonly role: 'sbom' | 'provenance';
  readonly kind: ContentKind;
  /** Whose it is: an image by its id, a chart by its place in the list. */
  readonly key: string | number;
}

/** All of them; a pushed chart is taken to be called like its directory, as Helm demands. */
export const contentNames = (
  images: readonly ImageTarget[],
  charts: readonly ChartTarget[],
): readonly ContentName[] => [
  ...images.flatMap(({ id, repository, platforms }) => [
    ...[...platforms.map((platform) => imageSbomName(repository, platform)), indexSbomName(repository)].map(
      (name): ContentName => ({ name, role: 'sbom', kind: 'image', key: id }),
    ),
    { name: contentProvenanceName(repository), role: 'provenance' as const, kind: 'image' as const, key: id },
  ]),
  ...charts.flatMap(({ path, push }, key): readonly ContentName[] =>
    push === undefined
      ? []
      : [{ name: chartProvenanceName(lastPart(path), images), role: 'provenance', kind: 'chart', key }],
  ),
];
