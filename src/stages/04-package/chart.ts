// One Helm chart: versions of the release, images pinned in its values, dependencies as locked, written by our own
// tar and gzip, and the manifest with which it lies in a registry.
import type { Descriptor } from '../../domain/descriptor.ts';
import type { PackagedChart, PackageOutcome } from '../../domain/outcome/package.ts';
import { HELM_CHART, HELM_CONFIG, OCI_MANIFEST } from '../../domain/oci.ts';
import type { ReleaseFacts } from '../../domain/release.ts';
import type { ChartRule } from '../../domain/package-rules.ts';
import type { Doors } from '../../engine/stage.ts';
import type { ArchiveEntry } from '../../formats/archive-entry.ts';
import { type Chart, isChartVersion, parseChart, withVersions } from '../../formats/helm/chart-yaml.ts';
import { chartConfig, chartManifest, chartTag } from '../../formats/helm/manifest.ts';
import type { Pin } from '../../formats/manifests/pins.ts';
import { formatOciDocument } from '../../formats/oci/document.ts';
import { tarArchive } from '../../formats/tar/write.ts';
import { renderTemplate } from '../../formats/template.ts';
import { factValues } from '../asset-name.ts';
import { demandDependencies } from './chart-dependencies.ts';
import { type ChartFile, chartFiles, invalid, MOST_BYTES, sound } from './chart-files.ts';
import { pinnedTexts } from './chart-images.ts';

export interface ChartJob {
  readonly facts: ReleaseFacts;
  readonly pins: readonly Pin[];
  readonly doors: Doors<'compressor' | 'source' | 'store'>;
  readonly doing: (text: string) => void;
}

/**
 * The chart as an asset, and as it is pushed where `push` names a repository. Fails with `CHART_INVALID`,
 * `CHART_VALUE_MISSING`, `CHART_LOCK_STALE` and `CHART_DEPENDENCY_MISSING`.
 */
export const makeChart = async (
  rule: ChartRule,
  push: string | undefined,
  { facts, pins, doors, doing }: ChartJob,
): Promise<PackageOutcome> => {
  const { source, store, compressor } = doors;
  doing('reading the chart');
  const files = await chartFiles(source, facts.commit, rule.path);
  const text = textsOf(files, facts.commit, rule, source);
  const written = await text('Chart.yaml');
  if (written === undefined) throw invalid(rule.path, 'there is no Chart.yaml');
  const chartYaml = versioned(written, rule, facts);
  const chart = sound(rule.path, 'Chart.yaml', () => parseChart(chartYaml));
  await demandDependencies(rule.path, chart, files, text, { source, commit: facts.commit });
  const name = assetNameOf(rule, chart, facts);
  const { texts, externalImages, findings } = await pinnedTexts(name, rule, files, pins, text);
  doing('packing the chart');
  texts.set('Chart.yaml', chartYaml);
  const entries = files.map(({ path, place, size }): ArchiveEntry => {
    const changed = texts.get(path);
    return {
      path: `${chart.name}/${path}`,
      mode: 0o644,
      size: changed?.length ?? size,
      bytes: () => (changed === undefined ? source.read(facts.commit, place) : one(changed)),
    };
  });
  const content = await store.write(
    compressor.gzip(tarArchive(entries, { epoch: facts.commitEpoch })),
    'application/gzip',
  );
  const pushed = push === undefined ? {} : await inRegistry(chart, content, push, { facts, store });
  return {
    assets: [{ name, role: 'chart', content, holds: [] }],
    charts: [{ ...namesOf(chart), asset: name, ...pushed }],
    externalImages,
    findings,
  };
};

const namesOf = ({ name, version, appVersion = '' }: Chart) => ({
  name,
  version,
  appVersion,
  tag: chartTag(version),
});

const versioned = (written: Uint8Array, rule: ChartRule, facts: ReleaseFacts): Uint8Array =>
  sound(rule.path, 'Chart.yaml', () => {
    const before = parseChart(written);
    const version =
      rule.version === 'chart' ? before.version : renderTemplate(rule.version, rendering(facts));
    const appVersion = renderTemplate(rule.appVersion, rendering(facts));
    if (!isChartVersion(version))
      throw invalid(rule.path, `its version would be ${JSON.stringify(version)}, which is not SemVer 2`);
    if (appVersion === '') throw invalid(rule.path, 'its appVersion would be empty');
    const after = withVersions(written, { version, appVersion });
    const read = parseChart(after);
    if (read.version !== version || read.appVersion !== appVersion)
      throw invalid(rule.path, 'its versions cannot be written: put each on a line of its own');
    return after;
  });

// Not for a file name: a tag keeps its slashes.
const rendering = (facts: ReleaseFacts) => ({ ...factValues(facts), tag: facts.tag });

const assetNameOf = ({ asset }: ChartRule, { name, version }: Chart, facts: ReleaseFacts): string =>
  renderTemplate(asset, { ...factValues(facts), chart: name, chartVersion: version });

const textsOf =
  (
    files: readonly ChartFile[],
    commit: string,
    { path: dir }: ChartRule,
    source: ChartJob['doors']['source'],
  ) =>
  async (path: string): Promise<Uint8Array | undefined> => {
    const file = files.find((candidate) => candidate.path === path);
    if (file === undefined) return undefined;
    const bytes = await source.text(commit, file.place, MOST_BYTES);
    if (bytes === undefined) throw invalid(dir, `${path} is not there`);
    return bytes;
  };

const inRegistry = async (
  chart: Chart,
  content: Descriptor,
  push: string,
  { facts, store }: { readonly facts: ReleaseFacts; readonly store: ChartJob['doors']['store'] },
): Promise<Pick<PackagedChart, 'repository' | 'pushed'>> => {
  const layer = { ...content, mediaType: HELM_CHART };
  const config = await store.write(chartConfig(chart), HELM_CONFIG);
  const manifest = chartManifest({ chart, config, layer, epoch: facts.commitEpoch });
  return {
    repository: `${push}/${chart.name}`,
    pushed: { manifest: await store.write(formatOciDocument(manifest), OCI_MANIFEST), config, layer },
  };
};

async function* one(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}
