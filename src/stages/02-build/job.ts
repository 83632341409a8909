// What a builder is told and handed: its settings for one target, the release's words, and where to work.
import type { BuiltFile } from '../../domain/outcome/build.ts';
import { formatPlatform } from '../../domain/platform.ts';
import type { ReleaseFacts } from '../../domain/release.ts';
import type { Builder, BuildTarget } from '../../domain/builder.ts';
import type { BuildSettings } from '../../domain/settings.ts';
import type { Doors } from '../../engine/stage.ts';
import { glob } from '../../formats/glob.ts';
import { renderTemplate, type TemplateValues } from '../../formats/template.ts';
import { targetValues } from '../asset-name.ts';
import type { Piece } from './parts.ts';

export type BuildDoors = Doors<'workshop' | 'source' | 'store' | 'compressor'>;

/** The job of one kind of builder. */
export type JobOf<Kind extends Builder['kind']> = Job<Extract<Builder, { readonly kind: Kind }>>;

export interface Job<B extends Builder = Builder> {
  readonly builder: B;
  readonly target?: BuildTarget;
  readonly part: string;
  readonly facts: ReleaseFacts;
  readonly doors: BuildDoors;
  /** Variables that the configuration sets, rendered. */
  readonly env: Readonly<Record<string, string>>;
  readonly pass: readonly string[];
  readonly render: (template: string) => string;
  readonly doing: (text: string) => void;
  readonly line: (text: string) => void;
}

/** The builder as it is for one target: each `where` that matches replaces whole keys, a later one what an earlier did. */
export const builderFor = ({ builder, target }: Piece): Builder => {
  if (target === undefined) return builder;
  const names = [formatPlatform(target.platform), target.target];
  const matching = builder.where.filter(({ match }) => names.some(glob(match)));
  return Object.assign({}, builder, ...matching.map(({ match: _, ...keys }) => defined(keys))) as Builder;
};

const defined = (keys: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(keys).filter(([, value]) => value !== undefined));

/** What placeholders stand for in a build: the tag as it is, and the target where there is one. */
export const buildValues = (facts: ReleaseFacts, target: BuildTarget | undefined): TemplateValues => {
  const [major = '', minor = ''] = facts.version.split('.');
  const { tag, version, project, commit, commitTime } = facts;
  return {
    tag,
    version,
    project,
    commit,
    commitTime,
    major,
    minor,
    ...(target === undefined ? {} : targetValues(target)),
  };
};

/** Every variable that the configuration sets for a builder, rendered; the builder's own stand above the common ones. */
export const environmentOf = (
  builder: Builder,
  settings: BuildSettings,
  values: TemplateValues,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries({ ...settings.env.set, ...builder.env }).map(([name, text]) => [
      name,
      renderTemplate(text, values),
    ]),
  );

/** The built file that a job's file is. */
export const builtBy = (
  { builder, target }: Pick<Job, 'builder' | 'target'>,
  file: Omit<BuiltFile, 'builder' | 'platform' | 'target'>,
): BuiltFile => ({
  builder: builder.id,
  ...(target === undefined ? {} : { platform: target.platform, target: target.target }),
  ...file,
});
