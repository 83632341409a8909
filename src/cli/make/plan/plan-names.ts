// Which names a release would give in registries, and whether each is to be had: what `plan` tells before anything is made.
import type { ChartRule } from '../../../domain/package-rules.ts';
import type { Settings } from '../../../domain/settings.ts';
import type { ChartTarget, MirrorTarget } from '../../../domain/targets.ts';
import { FormatError } from '../../../formats/format-error.ts';
import { MAX_CHART_FILE, parseChart } from '../../../formats/helm/chart-yaml.ts';
import { tagOfVersion } from '../../../formats/oci/place.ts';
import { renderTemplate } from '../../../formats/template.ts';
import type { Registry } from '../../../ports/registry.ts';
import type { Source } from '../../../ports/source.ts';
import { factValues, type NameFacts, renderTags } from '../../../stages/asset-name.ts';
import { mirrorRepository } from '../../../stages/mirror-place.ts';

export interface PlannedName {
  readonly kind: 'image' | 'chart';
  /** An image's id, a chart's name. */
  readonly id: string;
  /** `repository:tag` */
  readonly reference: string;
  /** The mirror that it is in, as the configuration names it. */
  readonly mirror?: string;
  /** `exists`: before the seal it is judged whether it names this very release. `moves`: it may name anything before. */
  readonly state: 'free' | 'exists' | 'moves';
}

interface Content {
  readonly kind: 'image' | 'chart';
  readonly id: string;
  readonly repository: string;
  readonly tags: readonly string[];
  readonly moving: readonly string[];
}

/** Images, charts, then mirrors, in the order of the configuration. A chart that cannot be read gives no name here. */
export const planNames = async (
  settings: Settings,
  facts: NameFacts,
  { source, registry }: { readonly source: Source; readonly registry: Pick<Registry, 'resolve'> },
): Promise<readonly PlannedName[]> => {
  const { images, charts, mirrors } = settings.push.targets;
  const content: Content[] = images.map(({ id, repository, tags, moving }) => ({
    kind: 'image',
    id,
    repository,
    tags: renderTags(tags, facts),
    moving: renderTags(moving, facts),
  }));
  for (const chart of charts) {
    const rule = settings.package.charts.find(({ path }) => path === chart.path);
    const planned = rule === undefined ? undefined : await plannedChart(chart, rule, facts, source);
    if (planned !== undefined) content.push(planned);
  }
  const everywhere = [
    ...content.map((one) => ({ ...one, place: {} })),
    ...mirrors.flatMap((mirror) => content.map((one) => mirrored(one, mirror, charts))),
  ];
  const names: PlannedName[] = [];
  for (const { kind, id, repository, tags, moving, place } of everywhere) {
    for (const tag of tags) {
      const state = (await registry.resolve(repository, tag)) === undefined ? 'free' : 'exists';
      names.push({ kind, id, reference: `${repository}:${tag}`, ...place, state });
    }
    for (const tag of moving)
      names.push({ kind, id, reference: `${repository}:${tag}`, ...place, state: 'moves' });
  }
  return names;
};

const mirrored = (
  content: Content,
  mirror: MirrorTarget,
  charts: readonly ChartTarget[],
): Content & { readonly place: { readonly mirror: string } } => ({
  ...content,
  repository: mirrorRepository(mirror, content, charts),
  moving: mirror.moving ? content.moving : [],
  place: { mirror: mirror.to },
});

const plannedChart = async (
  { path, push }: ChartTarget,
  { version }: ChartRule,
  facts: NameFacts,
  source: Source,
): Promise<Content | undefined> => {
  if (push === undefined) return undefined;
  const bytes = await source.text(facts.commit, `${path}/Chart.yaml`, MAX_CHART_FILE);
  if (bytes === undefined) return undefined;
  try {
    const chart = parseChart(bytes);
    const own =
      version === 'chart' ? chart.version : renderTemplate(version, { ...factValues(facts), tag: facts.tag });
    const tags = [tagOfVersion(own)];
    return { kind: 'chart', id: chart.name, repository: `${push}/${chart.name}`, tags, moving: [] };
  } catch (error) {
    // `package` says what is wrong with it, at its place.
    if (error instanceof FormatError) return undefined;
    throw error;
  }
};
