// All parts of the build: those of builders, those that make layers, and one an image and platform; a part waits for
// those whose outputs it is given.
import { formatPlatform, type Platform } from '../../domain/platform.ts';
import type { ImageBase, LayerFile } from '../../domain/image-rule.ts';
import type { BuildSettings } from '../../domain/settings.ts';
import { type ImagePiece, partsForImage } from './image-givers.ts';
import { layerPartName, layerPieceOf, layersApart } from './layer-parts.ts';
import * as builders from './parts.ts';

/**
 * The parts of builders, then `layer <id> <part of a builder>`, then `image <id> <os/arch[/variant]>`, each in the
 * order of the configuration. Fails with `BUILD_INPUT_INVALID` where an image is given nothing.
 */
export const partsOf = (settings: BuildSettings): readonly string[] => {
  const layers = settings.images.flatMap((rule) => layersApart(rule, settings).map(layerPartName));
  const images = settings.images.flatMap((rule) =>
    rule.platforms.map((platform) => imagePartName({ rule, platform })),
  );
  return settings.files.length === 0 && images.length > 0
    ? images
    : [...builders.partsOf(settings), ...layers, ...images];
};

/** The platform that a part is for, if it is for one. */
export const platformOf = (part: string, settings: BuildSettings): Platform | undefined =>
  imagePieceOf(part, settings)?.platform ??
  layerPieceOf(part, settings)?.platform ??
  builders.platformOf(part, settings);

/** The parts whose outputs this one is given; fails with `BUILD_INPUT_INVALID` where one has no counterpart. */
export const waitsOf = (part: string, settings: BuildSettings): readonly string[] => {
  const image = imagePieceOf(part, settings);
  if (image !== undefined) return imageWaitsOf(image, settings);
  const layer = layerPieceOf(part, settings);
  return layer === undefined ? builders.waitsOf(part, settings) : [layer.giver];
};

/** Whether another program does most of the part's work: compilers do, and builders of Dockerfiles. */
export const delegates = (part: string, settings: BuildSettings): boolean => {
  const image = imagePieceOf(part, settings);
  return image === undefined ? layerPieceOf(part, settings) === undefined : image.rule.kind === 'dockerfile';
};

/** The image that a part stands for; `undefined` for every other part. */
export const imagePieceOf = (part: string, { images }: BuildSettings): ImagePiece | undefined =>
  images
    .flatMap((rule) => rule.platforms.map((platform) => ({ rule, platform })))
    .find((piece) => imagePartName(piece) === part);

const imageWaitsOf = (piece: ImagePiece, settings: BuildSettings): readonly string[] => {
  const { rule, platform } = piece;
  const givers =
    rule.kind === 'layers'
      ? [...rule.files, ...giverOf(rule.base)]
      : [...rule.inputs, ...Object.values(rule.substitutes).flatMap(giverOf)];
  const layers = layersApart(rule, settings).filter(
    (layer) => layer.platform === undefined || formatPlatform(layer.platform) === formatPlatform(platform),
  );
  return [
    ...new Set([
      ...givers.flatMap((giver) => partsForImage(giver, piece, settings)),
      ...layers.map(layerPartName),
    ]),
  ];
};

const giverOf = (base: ImageBase): readonly Pick<LayerFile, 'from'>[] =>
  base.kind === 'layout' && base.from !== undefined ? [{ from: base.from }] : [];

const imagePartName = ({ rule, platform }: ImagePiece): string =>
  `image ${rule.id} ${formatPlatform(platform)}`;
