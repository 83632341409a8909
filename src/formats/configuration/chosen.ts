// Which builders, images and packaged things an id stands for, and what those need.
import { lastPart } from '../../domain/content-names.ts';
import type { Builder } from '../../domain/builder.ts';
import type { ImageRule } from '../../domain/image-rule.ts';
import type { ArchiveRule, ChartRule, FileRule, ManifestRule } from '../../domain/package-rules.ts';
import type { Settings } from '../../domain/settings.ts';

/** Everything of a configuration that can be made or left out. */
export interface Parts {
  readonly builders: readonly Builder[];
  readonly images: readonly ImageRule[];
  readonly files: readonly FileRule[];
  readonly archives: readonly ArchiveRule[];
  readonly manifests: readonly ManifestRule[];
  readonly charts: readonly ChartRule[];
}

export const partsOf = ({ build, package: packaging }: Settings): Parts => ({
  builders: build.files,
  images: build.images,
  files: packaging.files,
  archives: packaging.archives,
  manifests: packaging.manifests,
  charts: packaging.charts,
});

/** Every word that names a part, each once. */
export const everyId = ({
  builders,
  images,
  files,
  archives,
  manifests,
  charts,
}: Parts): readonly string[] => [
  ...new Set([
    ...[...builders, ...images].map(({ id }) => id),
    ...[...files, ...archives, ...manifests].map(({ asset }) => asset),
    ...charts.flatMap(({ path }) => [path, lastPart(path)]),
  ]),
];

/** The builders that an image takes files from, its base among them. */
export const buildersOfImage = (rule: ImageRule): readonly string[] => {
  const bases = rule.kind === 'layers' ? [rule.base] : Object.values(rule.substitutes);
  return [
    ...(rule.kind === 'layers' ? rule.files : rule.inputs).map(({ from }) => from),
    ...bases.flatMap((base) => (base.kind === 'layout' && base.from !== undefined ? [base.from] : [])),
  ];
};

/** What the ids name, what that needs, and the files and archives that are made of a named builder. */
export const chosen = (all: Parts, only: readonly string[]): Parts => {
  const isNamed = (word: string): boolean => only.includes(word);
  const builderIds = all.builders.map(({ id }) => id);
  const named = builderIds.filter(isNamed);
  const madeOf = ({ from, asset }: FileRule): boolean => named.includes(from) || isNamed(asset);
  const inArchives = [
    ...all.files.filter(madeOf),
    ...all.manifests.filter(({ asset }) => isNamed(asset)),
    ...all.charts.filter(({ path }) => isNamed(path) || isNamed(lastPart(path))),
  ].map(({ asset }) => asset);
  const archives = all.archives.filter(
    ({ from, asset }) =>
      isNamed(asset) || from.some((word) => named.includes(word) || inArchives.includes(word)),
  );
  // An archive is made of all that it names.
  const archived = archives.flatMap(({ from }) => from);
  const files = all.files.filter((rule) => madeOf(rule) || archived.includes(rule.asset));
  const manifests = all.manifests.filter(({ asset }) => isNamed(asset) || archived.includes(asset));
  const charts = all.charts.filter(
    ({ path, asset }) => isNamed(path) || isNamed(lastPart(path)) || archived.includes(asset),
  );
  const held = charts.flatMap((chart) => chart.images.map(({ image }) => image));
  // What manifests mention is seen when they are read, so they need every image.
  const images = all.images.filter(({ id }) => isNamed(id) || held.includes(id) || manifests.length > 0);
  const needed = withInputs(all.builders, [
    ...named,
    ...images.flatMap(buildersOfImage),
    ...files.map(({ from }) => from),
    ...archived,
    ...manifests.flatMap(({ inputs }) => inputs.map(({ from }) => from)),
  ]);
  return {
    builders: all.builders.filter(({ id }) => needed.has(id)),
    images,
    files,
    archives,
    manifests,
    charts,
  };
};

const withInputs = (builders: readonly Builder[], ids: readonly string[]): ReadonlySet<string> => {
  const needed = new Set<string>();
  const need = (id: string): void => {
    if (needed.has(id)) return;
    needed.add(id);
    for (const { from } of builders.find((builder) => builder.id === id)?.inputs ?? []) need(from);
  };
  for (const id of ids) need(id);
  return needed;
};
