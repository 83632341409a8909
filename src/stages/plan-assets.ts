// Which assets a configuration gives a release, by name alone and before anything is built.
import { Failure } from '../domain/failure.ts';
import { releaseFileName } from '../domain/release.ts';
import type { Settings } from '../domain/settings.ts';
import { MAX_CONFIGURATION_BYTES, parseConfiguration, settingsOf } from '../formats/configuration/index.ts';
import { contentNames } from '../formats/configuration/content-names.ts';
import { packageNames } from '../formats/configuration/package-names.ts';
import { glob } from '../formats/glob.ts';
import { collisions, nameFault } from '../formats/names.ts';
import { renderTemplate } from '../formats/template.ts';
import { previousTag, readTag } from '../formats/tag.ts';
import type { Source } from '../ports/source.ts';
import { assetName, factValues, type NameFacts, renderTags } from './asset-name.ts';
import { chartAsset, type ChartNames, chartNames } from './chart-names.ts';

/** GitHub takes this many assets in one release (docs.github.com, "About releases"). */
export const MOST_ASSETS = 1000;

/** What the names of this release are made from, before the gate has settled the rest. */
export const nameFacts = ({ gate: { asked, targets, tag: pattern } }: Pick<Settings, 'gate'>): NameFacts => {
  const tag = readTag(asked.tag, pattern);
  const version = typeof tag === 'string' ? asked.tag : tag.version;
  // Names never hold the commit's time.
  return { tag: asked.tag, version, project: targets.project, commit: asked.commit, commitTime: '' };
};

type Planned = Pick<Settings, 'build' | 'package' | 'sbom' | 'checksum' | 'sign'>;

/**
 * The names of all assets, in the order in which stages make them. Left out is what only a build can name: files
 * of a declared directory and npm tarballs that are published under their own names, and charts whose name holds
 * what their `Chart.yaml` says, unless `charts` knows it.
 */
export const plannedAssets = (
  settings: Planned,
  facts: NameFacts,
  charts: ChartNames = new Map(),
): readonly string[] => {
  const rules = settings.package.charts.map((rule) => ({ ...rule, asset: chartAsset(rule, charts) }));
  const packaged = packageNames({ ...settings.package, charts: rules }, settings.build.files).map(
    ({ name }) => assetName(name, facts),
  );
  const sboms = packaged.map((asset) => renderTemplate(settings.sbom.asset, { ...factValues(facts), asset }));
  const { targets } = settings.package;
  const about = contentNames(
    targets.images,
    targets.charts.map((chart) => ({ ...chart, path: charts.get(chart.path)?.name ?? chart.path })),
  );
  const named = (role: 'sbom' | 'provenance'): readonly string[] =>
    about.filter((content) => content.role === role).map(({ name }) => name);
  const described = [
    ...packaged,
    ...sboms,
    ...named('sbom'),
    releaseFileName(facts, '_notes.md'),
    releaseFileName(facts, '.evidence.json'),
  ];
  const beside = described.filter(matchesAny(settings.checksum.beside)).map((name) => `${name}.sha256`);
  const lists = settings.checksum.lists.map(({ asset }) => assetName(asset, facts));
  const subjects = [...described, ...beside, ...lists];
  const asks = matchesAny(settings.sign.beside);
  const bundles = subjects
    .filter((name) => lists.includes(name) || asks(name))
    .map((name) => `${name}.sigstore.json`);
  return [
    ...subjects,
    releaseFileName(facts, '.intoto.jsonl'),
    ...named('provenance'),
    ...bundles,
    releaseFileName(facts, '.colophon.json'),
    releaseFileName(facts, '.colophon.json.sigstore.json'),
  ];
};

/** Fails with `ASSET_NAME_TWICE`, `ASSET_NAME_INVALID` or `TOO_MANY_ASSETS`, the most being the forge's. */
export const demandAssets = (names: readonly string[], most: number): void => {
  for (const name of names) {
    const fault = nameFault(name);
    if (fault !== undefined) {
      throw new Failure('ASSET_NAME_INVALID', `no asset may be called ${JSON.stringify(name)}: ${fault}`, {
        remedy: 'correct the template that gives this name',
      });
    }
  }
  const [pair] = collisions(names);
  if (pair !== undefined) {
    const [one, other] = pair;
    throw new Failure(
      'ASSET_NAME_TWICE',
      `two assets would be called ${one === other ? one : `${one} and ${other}`}`,
      {
        remedy: 'put {os}, {arch} or another placeholder that tells them apart into the asset template',
      },
    );
  }
  if (names.length > most) {
    throw new Failure(
      'TOO_MANY_ASSETS',
      `the release would have ${names.length} assets, and the forge takes ${most}`,
      {
        remedy:
          'publish fewer files: leave out `.sha256` files and copies of the bundle, or put files into archives',
      },
    );
  }
};

/** Fails with `TAG_NOT_FOR_IMAGES` where an image would get a tag that no registry takes. */
export const demandTags = ({ package: { targets } }: Pick<Settings, 'package'>, facts: NameFacts): void => {
  for (const { tags, moving } of targets.images) renderTags([...tags, ...moving], facts);
};

export interface AssetChanges {
  readonly kept: readonly string[];
  readonly gone: readonly string[];
  readonly new: readonly string[];
}

export interface AssetPlan extends AssetChanges {
  /** The tag whose plan was compared; absent when there is none, and then all are new. */
  readonly previous?: string;
}

/**
 * The assets of this release against those that the configuration of the previous release of the line gives.
 * Fails like `demandAssets` and `demandTags`.
 */
export const planAssets = async (
  source: Source,
  settings: Settings,
  { most, config = 'colophon.yaml' }: { readonly most?: number; readonly config?: string } = {},
): Promise<AssetPlan> => {
  const facts = nameFacts(settings);
  const now = plannedAssets(settings, facts, await chartNames(source, settings.package.charts, facts.commit));
  demandTags(settings, facts);
  demandAssets(now, most ?? MOST_ASSETS);
  const previous = await previousSettings(source, settings, config);
  if (previous === undefined) return compareAssets([], now);
  const charts = await chartNames(source, previous.settings.package.charts, previous.commit);
  return { previous: previous.tag, ...compareAssets(plannedAssets(previous.settings, facts, charts), now) };
};

/** What the previous tag's configuration says today; one that cannot be read any more is no plan to compare with. */
const previousSettings = async (
  source: Source,
  { gate: { asked, tag: pattern, targets } }: Settings,
  config: string,
): Promise<{ readonly tag: string; readonly commit: string; readonly settings: Settings } | undefined> => {
  if (typeof readTag(asked.tag, pattern) === 'string') return undefined;
  const before = await source.tagsBefore(asked.commit);
  const name = previousTag(
    before.map((tag) => tag.name),
    asked.tag,
    pattern,
  );
  const found = before.find((tag) => tag.name === name);
  if (found === undefined) return undefined;
  try {
    const bytes = await source.text(found.commit, config, MAX_CONFIGURATION_BYTES);
    if (bytes === undefined) return undefined;
    const configuration = parseConfiguration(bytes, config);
    const circumstances = { asked, origin: configuration.shape.repository ?? targets.repository };
    const { settings } = settingsOf(configuration, circumstances);
    return { tag: found.name, commit: found.commit, settings };
  } catch (error) {
    if (error instanceof Failure && (error.exit === 2 || error.code === 'FILE_TOO_LARGE')) return undefined;
    throw error;
  }
};

/**
 * What became of the assets of the previous tag's plan. Render both plans with the same facts, those of the
 * release at hand: names that differ in the tag alone are the same asset.
 */
export const compareAssets = (before: readonly string[], now: readonly string[]): AssetChanges => ({
  kept: now.filter((name) => before.includes(name)),
  gone: before.filter((name) => !now.includes(name)),
  new: now.filter((name) => !before.includes(name)),
});

const matchesAny = (patterns: readonly string[]): ((name: string) => boolean) => {
  const globs = patterns.map(glob);
  return (name) => globs.some((matches) => matches(name));
};
