// The parts of the build that make layers: one for what each part of a builder gives an image. A layer upon nothing
// depends on its files alone, so it is made as soon as they are there, and once for all platforms where they are.
import type { ImageRule, LayerFile, LayersRule } from '../../domain/image-rule.ts';
import type { Platform } from '../../domain/platform.ts';
import type { BuildSettings } from '../../domain/settings.ts';
import { type ImagePiece, partsForImage } from './image-givers.ts';
import { platformOf } from './parts.ts';

/** What one part of a builder gives an image. */
export interface LayerPiece {
  readonly rule: LayersRule;
  /** The builder, and the part of it. */
  readonly from: string;
  readonly giver: string;
  /** Which of its outputs, and where they lie; never none. */
  readonly files: readonly LayerFile[];
  /** Absent where the builder is for none: the layer is the same on each. */
  readonly platform?: Platform;
}

/** The layers of one platform of an image upon its base, lowest first: in the order in which builders are first named. */
export const layersOf = (piece: ImagePiece<LayersRule>, settings: BuildSettings): readonly LayerPiece[] => {
  const { rule } = piece;
  const layers = new Map<string, LayerPiece>();
  for (const file of rule.files)
    for (const giver of partsForImage(file, piece, settings)) {
      const platform = platformOf(giver, settings);
      layers.set(giver, {
        rule,
        from: file.from,
        giver,
        files: [...(layers.get(giver)?.files ?? []), file],
        ...(platform === undefined ? {} : { platform }),
      });
    }
  return [...layers.values()];
};

/** `layer <image id> <part of the builder>`; no builder's id holds a space. */
export const layerPartName = ({ rule, giver }: LayerPiece): string => `layer ${rule.id} ${giver}`;

/**
 * The layers that are parts of their own, each once. Those upon a base are made with their image: their directories
 * are as the base has them.
 */
export const layersApart = (rule: ImageRule, settings: BuildSettings): readonly LayerPiece[] => {
  if (rule.kind !== 'layers' || rule.base.kind !== 'scratch') return [];
  const layers = rule.platforms.flatMap((platform) => layersOf({ rule, platform }, settings));
  return [...new Map(layers.map((layer) => [layerPartName(layer), layer])).values()];
};

/** The layer that a part stands for; `undefined` for every other part. */
export const layerPieceOf = (part: string, settings: BuildSettings): LayerPiece | undefined =>
  settings.images
    .filter(({ id }) => part.startsWith(`layer ${id} `))
    .flatMap((rule) => layersApart(rule, settings))
    .find((layer) => layerPartName(layer) === part);
