// How templates become asset names: `/` and `@` of a tag become `-`, and words for platforms may be aliased.
import type { Platform } from '../domain/platform.ts';
import { type ReleaseFacts, tagInName } from '../domain/release.ts';
import type { Aliases } from '../domain/settings.ts';
import { renderTemplate, type TemplateValues } from '../formats/template.ts';

/** What a template may be told of one target. */
export interface NamedTarget {
  readonly platform: Platform;
  readonly target: string;
}

/** What names are made from. */
export type NameFacts = Pick<ReleaseFacts, 'tag' | 'version' | 'project' | 'commit' | 'commitTime'>;

/** The placeholders that the facts of a release fill, as they may stand in a file name. */
export const factValues = (facts: NameFacts): TemplateValues => {
  const [major = '', minor = ''] = facts.version.split('.');
  return {
    tag: tagInName(facts.tag),
    version: facts.version,
    project: facts.project,
    commit: facts.commit,
    commitTime: facts.commitTime,
    major,
    minor,
  };
};

/** The placeholders that a target fills; `{variant}` is empty for most. */
export const targetValues = ({ platform, target }: NamedTarget, aliases?: Aliases): TemplateValues => ({
  os: aliases?.os[platform.os] ?? platform.os,
  arch: aliases?.arch[platform.architecture] ?? platform.architecture,
  variant: platform.variant ?? '',
  target,
  exe: platform.os === 'windows' ? '.exe' : '',
});

/** What a template may be told besides the facts of the release. */
export interface NameContext {
  readonly target?: NamedTarget | undefined;
  readonly aliases?: Aliases;
  /** The name of another asset, or of a built file. */
  readonly asset?: string;
}

/** The asset name that a template gives for a release; fails with `TEMPLATE_INVALID`. */
export const assetName = (
  template: string,
  facts: NameFacts,
  { target, aliases, asset }: NameContext = {},
): string =>
  renderTemplate(template, {
    ...factValues(facts),
    ...(target === undefined ? {} : targetValues(target, aliases)),
    asset,
  });
