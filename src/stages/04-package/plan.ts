// Which assets there will be, and what goes into each: `from` joins by equal target, and what has no
// platforms joins all.
import type { AssetRole } from '../../domain/asset.ts';
import type { Descriptor } from '../../domain/descriptor.ts';
import { Failure } from '../../domain/failure.ts';
import type { BuiltFile } from '../../domain/outcome/build.ts';
import type { Platform } from '../../domain/platform.ts';
import type { ReleaseFacts } from '../../domain/release.ts';
import type { ArchiveFormat, ArchiveRule, ChartRule, ManifestRule } from '../../domain/package-rules.ts';
import type { PackageSettings } from '../../domain/settings.ts';
import { archiveName } from '../../formats/archive-name.ts';
import { assetName } from '../asset-name.ts';
import { planFiles } from './plan-files.ts';

/** A file inside an archive, by its path there without the root folder. */
export interface Member {
  readonly path: string;
  readonly executable: boolean;
  readonly content: Descriptor;
}

export interface Archive {
  readonly format: ArchiveFormat;
  /** The folder that holds everything; empty for none. */
  readonly root: string;
  readonly members: readonly Member[];
  /** Parts whose assets go in as well, under their own names: manifests and charts. */
  readonly waits: readonly string[];
  /** Globs over the commit's tree; their paths are kept. */
  readonly repositoryFiles: readonly string[];
}

interface PlannedAsset {
  readonly name: string;
  readonly role: AssetRole;
  readonly platform?: Platform;
  readonly holds: readonly BuiltFile[];
}
export interface PlannedFile extends PlannedAsset {
  /** The asset template of its rule, by which an archive may name it. */
  readonly template: string;
  readonly content: Descriptor;
  readonly archive?: undefined;
}
export interface PlannedArchive extends PlannedAsset {
  readonly archive: Archive;
}
export type Planned = PlannedFile | PlannedArchive;

/** The part of a chart: no asset name, for that stands in its `Chart.yaml`. */
export const chartPart = ({ path }: Pick<ChartRule, 'path'>): string => `${path}/`;

/** The part of an asset of manifests: its name. */
export const manifestPart = ({ asset }: Pick<ManifestRule, 'asset'>, facts: ReleaseFacts): string =>
  assetName(asset, facts);

/**
 * Every packaged file and archive of a release; fails with `PACKAGE_EMPTY` for a rule that nothing was built for.
 */
export const planPackage = (
  built: readonly BuiltFile[],
  facts: ReleaseFacts,
  settings: PackageSettings,
): readonly Planned[] => {
  const files = settings.files.flatMap((rule) => planFiles(rule, built, facts, settings.aliases));
  const archives = settings.archives.flatMap((rule) => planArchives(rule, built, files, facts, settings));
  return [...files, ...archives];
};

const planArchives = (
  rule: ArchiveRule,
  built: readonly BuiltFile[],
  files: readonly PlannedFile[],
  facts: ReleaseFacts,
  { aliases, manifests, charts }: PackageSettings,
): readonly PlannedArchive[] => {
  const source = rule.from.includes('source');
  const holds = built.filter(({ builder }) => rule.from.includes(builder));
  const assets = files.filter(
    ({ name, template }) => rule.from.includes(name) || rule.from.includes(template),
  );
  const waits = [
    ...manifests
      .filter(
        (manifest) => rule.from.includes(manifest.asset) || rule.from.includes(manifestPart(manifest, facts)),
      )
      .map((manifest) => manifestPart(manifest, facts)),
    ...charts.filter(({ asset }) => rule.from.includes(asset)).map(chartPart),
  ];
  if (!source && holds.length + assets.length + waits.length === 0) throw nothing(rule);
  return targetsOf(holds).map((target) => {
    const inside = holds.filter((file) => file.target === undefined || file.target === target?.target);
    const format = (target && rule.formats[target.platform.os]) ?? rule.format;
    return {
      name: archiveName(assetName(rule.asset, facts, { target, aliases }), format),
      role: source ? 'source' : 'archive',
      ...(target === undefined ? {} : { platform: target.platform }),
      holds: inside,
      archive: {
        format,
        root: assetName(rule.root, facts, { target, aliases }),
        members: [
          ...inside.map(({ path, output, executable, content }) => ({
            path: inArchive(path, output),
            executable,
            content,
          })),
          ...assets.map(({ name, content }) => ({ path: name, executable: false, content })),
        ],
        waits,
        repositoryFiles: source ? ['**'] : rule.files,
      },
    };
  });
};

// A declared file stands by its base name, a declared directory by its own base name and what is below it.
const inArchive = (path: string, output: string): string =>
  path.slice(path.startsWith(`${output}/`) || path === output ? output.lastIndexOf('/') + 1 : 0);

const targetsOf = (
  files: readonly BuiltFile[],
): readonly ({ platform: Platform; target: string } | undefined)[] => {
  const targets = new Map<string, Platform>();
  for (const { target, platform } of files)
    if (target !== undefined && platform !== undefined) targets.set(target, platform);
  return targets.size === 0 ? [undefined] : [...targets].map(([target, platform]) => ({ target, platform }));
};

const nothing = ({ asset, from }: ArchiveRule): Failure =>
  new Failure('PACKAGE_EMPTY', `nothing was built for the archive ${asset} from ${from.join(', ')}`, {
    remedy: 'name builders, `source` or published files in package.archives[].from',
    at: 'package.archives',
  });
