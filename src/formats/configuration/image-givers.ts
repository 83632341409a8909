// Which targets of a builder serve the platforms of an image that takes files from it.
import { formatPlatform } from '../../domain/platform.ts';
import { targetOf } from './derive.ts';
import type { Path } from './document.ts';
import { type Say, unknownId } from './say.ts';
import type { BuilderShape } from './schema.ts';

/** The platform of each target. */
export const targetsOf = (builder: BuilderShape): ReadonlyMap<string, string> =>
  new Map(
    (builder.platforms ?? [])
      .map(targetOf)
      .map(({ target, platform }) => [target, formatPlatform(platform)] as const),
  );

/** Every platform of the image must find exactly one target; a builder without platforms serves all. */
export const giverRule = (
  from: string,
  builders: Readonly<Record<string, BuilderShape>>,
  wanted: readonly string[],
  place: Path,
  say: Say,
): void => {
  const builder = Object.hasOwn(builders, from) ? builders[from] : undefined;
  if (builder === undefined) return say(place, unknownId(from, Object.keys(builders)));
  const targets = [...targetsOf(builder)];
  if (targets.length === 0) return;
  for (const platform of wanted) {
    const alike = targets.filter(([, theirs]) => theirs === platform).map(([target]) => target);
    if (alike.length === 0) say(place, `${from} is not built for ${platform}`);
    if (alike.length > 1) {
      say(
        place,
        `${from} has the targets ${alike.join(' and ')} for ${platform}: choose one with \`target\``,
      );
    }
  }
};
