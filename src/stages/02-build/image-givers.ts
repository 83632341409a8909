// Which parts of builders give files to one platform of an image.
import { Failure } from '../../domain/failure.ts';
import { formatPlatform, type Platform } from '../../domain/platform.ts';
import type { Builder } from '../../domain/builder.ts';
import type { ImageRule, LayerFile } from '../../domain/image-rule.ts';
import type { BuildSettings } from '../../domain/settings.ts';
import * as builders from './parts.ts';

/** One image on one platform. */
export interface ImagePiece<Rule extends ImageRule = ImageRule> {
  readonly rule: Rule;
  readonly platform: Platform;
}

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
