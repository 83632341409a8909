// The asset names that `package` gives, before anything is built: `from` joins by equal target, and what has
// no platforms joins all. Platforms are filled in; what the release fills (`{tag}` and its kin) stays.
import type { Builder, BuildTarget } from '../../domain/builder.ts';
import type { Aliases, ArchiveRule, ChartRule, FileRule, ManifestRule } from '../../domain/package-rules.ts';
import { archiveName } from '../archive-name.ts';
import { glob, isGlob } from '../glob.ts';
import { placeholdersOf, renderTemplate, type TemplateValues } from '../template.ts';

export interface PackageName {
  /** A template of release placeholders alone. */
  readonly name: string;
  /** Which rule gives it. */
  readonly section: 'files' | 'archives' | 'manifests' | 'charts';
  readonly index: number;
}

export interface PackageRules {
  readonly aliases: Aliases;
  readonly files: readonly FileRule[];
  readonly archives: readonly ArchiveRule[];
  readonly manifests: readonly ManifestRule[];
  readonly charts: readonly ChartRule[];
}

/**
 * The names of packaged assets by rule and target. A file called by its own name (`{asset}`) is named here
 * only where its builder declares it by name: what lies in directories is known once it is built. A chart is
 * named only where its `Chart.yaml` has no part in the name.
 */
export const packageNames = (
  { aliases, files, archives, manifests, charts }: PackageRules,
  builders: readonly Builder[],
): readonly PackageName[] => [
  ...files.flatMap((rule, index) =>
    fileNames(rule, builders, aliases).map((name): PackageName => ({ name, section: 'files', index })),
  ),
  ...archives.flatMap((rule, index) =>
    archiveNames(rule, builders, aliases).map((name): PackageName => ({ name, section: 'archives', index })),
  ),
  ...manifests.map(({ asset }, index): PackageName => ({ name: asset, section: 'manifests', index })),
  ...charts.flatMap((rule, index) =>
    chartNames(rule).map((name): PackageName => ({ name, section: 'charts', index })),
  ),
];

const fileNames = (rule: FileRule, builders: readonly Builder[], aliases: Aliases): readonly string[] => {
  const builder = builders.find(({ id }) => id === rule.from);
  if (builder === undefined) return [];
  const matches = glob(rule.path);
  return targetsOf([builder]).flatMap((target) => {
    const values = { ...RELEASE, ...platformValues(target, aliases) };
    if (!rule.asset.includes('{asset}')) return [renderTemplate(rule.asset, values)];
    // Paths are rendered without aliases: those are for names of assets.
    return outputsOf(builder, target)
      .map((output) =>
        renderTemplate(output, { ...RELEASE, ...platformValues(target, NO_ALIASES), commitTime: '' }),
      )
      .filter((output) => matches(output) || matches(baseName(output)))
      .map((output) => renderTemplate(rule.asset, { ...values, asset: baseName(output) }));
  });
};

const archiveNames = (rule: ArchiveRule, builders: readonly Builder[], aliases: Aliases): readonly string[] =>
  targetsOf(builders.filter(({ id }) => rule.from.includes(id))).map((target) => {
    const format = (target && rule.formats[target.platform.os]) ?? rule.format;
    return archiveName(
      renderTemplate(rule.asset, { ...RELEASE, ...platformValues(target, aliases) }),
      format,
    );
  });

const chartNames = ({ asset, version }: ChartRule): readonly string[] => {
  const name = version === 'chart' ? asset : asset.replaceAll('{chartVersion}', version);
  return placeholdersOf(name).some((word) => word === 'chart' || word === 'chartVersion') ? [] : [name];
};

/** Every target of these builders once; one without a platform when none has platforms. */
const targetsOf = (builders: readonly Builder[]): readonly (BuildTarget | undefined)[] => {
  const targets = new Map(
    builders.flatMap((builder) => builder.targets.map((target) => [target.target, target] as const)),
  );
  return targets.size === 0 ? [undefined] : [...targets.values()];
};

const NO_ALIASES: Aliases = { os: {}, arch: {} };

const RELEASE: TemplateValues = {
  tag: '{tag}',
  version: '{version}',
  project: '{project}',
  commit: '{commit}',
  major: '{major}',
  minor: '{minor}',
};

/** Without a target every placeholder of a platform stays, to be refused where it is used. */
const platformValues = (target: BuildTarget | undefined, aliases: Aliases): TemplateValues =>
  target === undefined
    ? { os: '{os}', arch: '{arch}', variant: '{variant}', target: '{target}', exe: '{exe}' }
    : {
        os: aliases.os[target.platform.os] ?? target.platform.os,
        arch: aliases.arch[target.platform.architecture] ?? target.platform.architecture,
        variant: target.platform.variant ?? '',
        target: target.target,
        exe: target.platform.os === 'windows' ? '.exe' : '',
      };

/** Paths that a builder declares by name; a directory looks like a file without an ending and is left out. */
const outputsOf = (builder: Builder, target: BuildTarget | undefined): readonly string[] => {
  if (builder.kind === 'go') return [`${builder.binary}${target?.platform.os === 'windows' ? '.exe' : ''}`];
  if (builder.kind === 'prebuilt') return [builder.path];
  return builder.outputs
    .map(({ path }) => path)
    .filter((path) => !isGlob(path) && /\.[A-Za-z0-9]+$|\{exe\}$/.test(path));
};

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
