// Without the platforms that were not asked for, and without what cannot be made then.
import { formatPlatform, type Platform } from '../../domain/platform.ts';
import type { Builder } from '../../domain/builder.ts';
import type { ImageRule } from '../../domain/image-rule.ts';
import { buildersOfImage, type Parts } from './chosen.ts';

/** A platform of an image that is not made. */
export interface UnmadePlatform {
  readonly image: string;
  readonly platform: Platform;
}

/** The platforms of these parts, each once; with `asked`, those among them that were asked for. */
export const platformNames = (
  { builders, images }: Parts,
  asked?: readonly Platform[],
): readonly string[] => [
  ...new Set(
    [
      ...builders.flatMap(({ targets }) => targets.map(({ platform }) => platform)),
      ...images.flatMap(({ platforms }) => platforms),
    ]
      .filter((platform) => asked === undefined || isAsked(platform, asked))
      .map(formatPlatform),
  ),
];

/** What is left of these parts on these platforms. A part is made of all that it needs, or it is not made. */
export const onPlatforms = (parts: Parts, asked: readonly Platform[]): Parts => {
  const builders = buildersOn(parts.builders, asked);
  const gone = goneOf(parts, builders);
  const images = parts.images.flatMap((image) => imageOn(image, builders, gone, asked));
  return madeOf(parts, builders, images);
};

/** What is left of these parts where some images are not made for some platforms; builders are kept. */
export const withoutPlatforms = (parts: Parts, unmade: readonly UnmadePlatform[]): Parts => {
  const isMade = (id: string, platform: Platform): boolean =>
    !unmade.some((one) => one.image === id && formatPlatform(one.platform) === formatPlatform(platform));
  const images = parts.images.flatMap((image): readonly ImageRule[] => {
    const platforms = image.platforms.filter((platform) => isMade(image.id, platform));
    return platforms.length === 0 ? [] : [{ ...image, platforms }];
  });
  return madeOf(parts, parts.builders, images);
};

const goneOf = (parts: Parts, builders: readonly Builder[]): ReadonlySet<string> => {
  const ids = new Set(builders.map(({ id }) => id));
  return new Set(parts.builders.map(({ id }) => id).filter((id) => !ids.has(id)));
};

/** What can be packaged of these builders and images. */
const madeOf = (parts: Parts, builders: readonly Builder[], images: readonly ImageRule[]): Parts => {
  const gone = goneOf(parts, builders);
  const lost = parts.images.filter(({ id }) => images.every((image) => image.id !== id)).map(({ id }) => id);
  const files = parts.files.filter(({ from }) => !gone.has(from));
  // A manifest may mention any image.
  const manifests = parts.manifests.filter(
    ({ inputs }) => lost.length === 0 && inputs.every(({ from }) => !gone.has(from)),
  );
  const charts = parts.charts.filter(({ images: held }) => held.every(({ image }) => !lost.includes(image)));
  const left = [...files, ...manifests, ...charts].map(({ asset }) => asset);
  const unmade = [...parts.files, ...parts.manifests, ...parts.charts]
    .map(({ asset }) => asset)
    .filter((asset) => !left.includes(asset));
  return {
    builders,
    images,
    files,
    archives: parts.archives.filter(({ from }) =>
      from.every((word) => !gone.has(word) && !unmade.includes(word)),
    ),
    manifests,
    charts,
  };
};

const isAsked = (platform: Platform, asked: readonly Platform[]): boolean =>
  asked.some(
    ({ os, architecture, variant }) =>
      platform.os === os &&
      platform.architecture === architecture &&
      (variant === undefined || platform.variant === variant),
  );

const buildersOn = (builders: readonly Builder[], asked: readonly Platform[]): readonly Builder[] => {
  let left = builders.flatMap((builder): readonly Builder[] => {
    const targets = builder.targets.filter(({ platform }) => isAsked(platform, asked));
    return targets.length === 0 && builder.targets.length > 0 ? [] : [{ ...builder, targets }];
  });
  for (;;) {
    const ids = new Set(left.map(({ id }) => id));
    const whole = left.filter(({ inputs }) => inputs.every(({ from }) => ids.has(from)));
    if (whole.length === left.length) return left;
    left = whole;
  }
};

const imageOn = (
  image: ImageRule,
  builders: readonly Builder[],
  gone: ReadonlySet<string>,
  asked: readonly Platform[],
): readonly ImageRule[] => {
  const platforms = image.platforms.filter((platform) => isAsked(platform, asked));
  if (platforms.length === 0 || buildersOfImage(image).some((id) => gone.has(id))) return [];
  if (image.kind === 'dockerfile') return [{ ...image, platforms }];
  const targets = new Map(
    builders.map(({ id, targets: theirs }) => [id, theirs.map(({ target }) => target)] as const),
  );
  const files = image.files.filter(
    ({ from, target }) => target === undefined || targets.get(from)?.includes(target) === true,
  );
  return [{ ...image, platforms, files }];
};
