// All parts of the build: those of builders, and one an image and platform, which waits for builders that give it files.
import { Failure } from '../../domain/failure.ts';
import { formatPlatform, type Platform } from '../../domain/platform.ts';
import type { Builder } from '../../domain/builder.ts';
import type { ImageBase, ImageRule, LayerFile } from '../../domain/image-rule.ts';
import type { BuildSettings } from '../../domain/settings.ts';
import * as builders from './parts.ts';

/** One image on one platform. */
export interface ImagePiece<Rule extends ImageRule = ImageRule> {
  readonly rule: Rule;
  readonly platform: Platform;
}

/**
 * The parts of builders, then `image <id> <os/arch[/variant]>`, each in the order of the configuration; no builder's
 * id holds a space.
 */
export const partsOf = (settings: BuildSettings): readonly string[] => {
  const images = settings.images.flatMap((rule) =>
    rule.platforms.map((platform) => imagePartName({ rule, platform })),
  );
  return settings.files.length === 0 && images.length > 0
    ? images
    : [...builders.partsOf(settings), ...images];
};

/** The platform that a part is for, if it is for one. */
export const platformOf = (part: string, settings: BuildSettings): Platform | undefined =>
  imagePieceOf(part, settings)?.platform ?? builders.platformOf(part, settings);

/** The parts whose outputs this one is given; fails with `BUILD_INPUT_INVALID` where one has no counterpart. */
export const waitsOf = (part: string, settings: BuildSettings): readonly string[] => {
  const piece = imagePieceOf(part, settings);
  return piece === undefined ? builders.waitsOf(part, settings) : imageWaitsOf(piece, settings);
};

/** The image that a part stands for; `undefined` for the part of a builder. */
export const imagePieceOf = (part: string, { images }: BuildSettings): ImagePiece | undefined =>
  images
    .flatMap((rule) => rule.platforms.map((platform) => ({ rule, platform })))
    .find((piece) => imagePartName(piece) === part);

const imageWaitsOf = (piece: ImagePiece, settings: BuildSettings): readonly string[] => {
  const { rule } = piece;
  const givers =
    rule.kind === 'layers'
      ? [...rule.files, ...giverOf(rule.base)]
      : [...rule.inputs, ...Object.values(rule.substitutes).flatMap(giverOf)];
  return [...new Set(givers.flatMap((giver) => partsForImage(giver, piece, settings)))];
};

const giverOf = (base: ImageBase): readonly Pick<LayerFile, 'from'>[] =>
  base.kind === 'layout' && base.from !== undefined ? [{ from: base.from }] : [];

/**
 * The parts of one builder that serve this platform of an image: all of a builder without platforms, else the one
 * that is built for it. A target that is chosen serves its own platform, and gives nothing to others.
 */
export const partsForImage = (
  { from, target }: Pick<LayerFile, 'from' | 'target'>,
  { rule, platform }: ImagePiece,
  settings: BuildSettings,
): readonly string[] => {
  const giver = settings.files.find(({ id }) => id === from);
  if (giver === undefined) throw invalid(rule, `${JSON.stringify(from)} is no builder`);
  if (giver.targets.length === 0) return builders.partsOfBuilder(giver);
  const alike = giver.targets.filter(
    (candidate) => formatPlatform(candidate.platform) === formatPlatform(platform),
  );
  if (target === undefined) return [builders.partName(giver, only(alike, giver, { rule, platform }))];
  return alike.filter((candidate) => candidate.target === target).map((one) => builders.partName(giver, one));
};

const imagePartName = ({ rule, platform }: ImagePiece): string =>
  `image ${rule.id} ${formatPlatform(platform)}`;

const only = <T>(alike: readonly T[], { id }: Builder, { rule, platform }: ImagePiece): T => {
  const [match, ...more] = alike;
  if (match === undefined) throw invalid(rule, `${id} is not built for ${formatPlatform(platform)}`);
  if (more.length > 0)
    throw invalid(
      rule,
      `${id} has several targets for ${formatPlatform(platform)}, and \`target\` chooses none`,
    );
  return match;
};

const invalid = ({ id, kind }: ImageRule, why: string): Failure =>
  new Failure(
    'BUILD_INPUT_INVALID',
    `the image ${id} takes files from a builder that gives it none: ${why}`,
    {
      remedy: 'name a builder that is built for each platform of the image',
      at: `build.images.${id}.${kind}`,
    },
  );
