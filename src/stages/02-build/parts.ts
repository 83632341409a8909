// The parts of the build: one a builder, or one a builder and target; and which parts a part waits for.
import { Failure } from '../../domain/failure.ts';
import { formatPlatform, type Platform } from '../../domain/platform.ts';
import type { Builder, BuildTarget } from '../../domain/builder.ts';
import type { BuildSettings } from '../../domain/settings.ts';

/** The part of a release that builds nothing, so that the run is recorded all the same. */
export const NOTHING = 'nothing';

/** One builder at one target. */
export interface Piece {
  readonly builder: Builder;
  readonly target?: BuildTarget;
}

/** `<builder id>` or `<builder id>/<target>`, in the order of the configuration. */
export const partsOf = ({ files }: BuildSettings): readonly string[] =>
  files.length === 0 ? [NOTHING] : files.flatMap(partsOfBuilder);

/** The parts of one builder. */
export const partsOfBuilder = (builder: Builder): readonly string[] =>
  builder.targets.length === 0 ? [builder.id] : builder.targets.map((target) => partName(builder, target));

/** What the part of one builder and target is called. */
export const partName = ({ id }: Builder, { target }: BuildTarget): string => `${id}/${target}`;

/** What a part stands for; throws a `TypeError` for a name that `partsOf` does not give. */
export const pieceOf = (part: string, settings: BuildSettings): Piece => {
  for (const builder of settings.files) {
    if (builder.targets.length === 0 && builder.id === part) return { builder };
    const target = builder.targets.find((candidate) => partName(builder, candidate) === part);
    if (target !== undefined) return { builder, target };
  }
  throw new TypeError(`no part ${part}`);
};

/** The platform that a part is for, if it is for one. */
export const platformOf = (part: string, settings: BuildSettings): Platform | undefined =>
  settings.files
    .flatMap((builder) => builder.targets.map((target) => ({ builder, target })))
    .find(({ builder, target }) => partName(builder, target) === part)?.target.platform;

/** The parts whose outputs this one is given; fails with `BUILD_INPUT_INVALID` where an input has no counterpart. */
export const waitsOf = (part: string, settings: BuildSettings): readonly string[] => {
  if (part === NOTHING) return [];
  const piece = pieceOf(part, settings);
  return [...new Set(piece.builder.inputs.flatMap(({ from }) => partsFor(from, piece, settings)))];
};

/** The parts of one builder that join with a piece: by equal target, else by equal platform; all where one side has none. */
export const partsFor = (
  from: string,
  { builder, target }: Piece,
  settings: BuildSettings,
): readonly string[] => {
  const giver = settings.files.find(({ id }) => id === from);
  if (giver === undefined || giver.id === builder.id) throw noSuchInput(builder, from);
  if (target === undefined || giver.targets.length === 0) return partsOfBuilder(giver);
  const platform = formatPlatform(target.platform);
  const equal = giver.targets.filter((candidate) => candidate.target === target.target);
  const alike = giver.targets.filter((candidate) => formatPlatform(candidate.platform) === platform);
  const [match, ...more] = equal.length > 0 ? equal : alike;
  if (match === undefined || more.length > 0) throw noCounterpart(builder, from, target);
  return [partName(giver, match)];
};

const noSuchInput = ({ id }: Builder, from: string): Failure =>
  new Failure(
    'BUILD_INPUT_INVALID',
    `the builder ${id} takes outputs from ${JSON.stringify(from)}, which is no other builder`,
    {
      remedy: 'name the id of another builder under build.files',
      at: `build.files.${id}.inputs`,
    },
  );

const noCounterpart = ({ id }: Builder, from: string, { target }: BuildTarget): Failure =>
  new Failure(
    'BUILD_INPUT_INVALID',
    `${id} for ${target} needs the outputs of ${from} for it, and there is not exactly one such target`,
    {
      remedy: `give ${from} the same platforms, or none`,
      at: `build.files.${id}.inputs`,
    },
  );
