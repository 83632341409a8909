// How templates become asset names: `/` and `@` of a tag become `-`, and words for platforms may be aliased.
import { Failure } from '../domain/failure.ts';
import type { Platform } from '../domain/platform.ts';
import { type ReleaseFacts, tagInName } from '../domain/release.ts';
import type { Aliases } from '../domain/package-rules.ts';
import { isTag } from '../formats/oci/place.ts';
import { renderTemplate, type TemplateValues } from '../formats/template.ts';

export {
  chartProvenanceName,
  contentProvenanceName,
  imageSbomName,
  indexSbomName,
} from '../domain/content-names.ts';

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

/**
 * The tags that templates give an image, in their order, each once: version tags or moving names. A tag is never
 * bent into shape: fails with `TAG_NOT_FOR_IMAGES` for what no registry takes, such as one with a `/`.
 */
export const renderTags = (templates: readonly string[], facts: NameFacts): readonly string[] => {
  const tags = templates.map((template) =>
    renderTemplate(template, { ...factValues(facts), tag: facts.tag }),
  );
  const refused = tags.find((tag) => !isTag(tag));
  if (refused !== undefined) {
    throw new Failure('TAG_NOT_FOR_IMAGES', `no image can be tagged ${JSON.stringify(refused)}`, {
      remedy: 'write `tags` of the image with {version} or words: letters, digits, `_ . -`, 128 at most',
    });
  }
  return [...new Set(tags)];
};
