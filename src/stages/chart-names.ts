// What charts are called at a commit, before anything is packaged (helm.sh/docs/topics/charts).
import { Failure } from '../domain/failure.ts';
import type { ChartRule } from '../domain/package-rules.ts';
import { FormatError } from '../formats/format-error.ts';
import { MAX_CHART_FILE, parseChart } from '../formats/helm/chart-yaml.ts';
import type { Source } from '../ports/source.ts';

/** By the chart's directory. */
export type ChartNames = ReadonlyMap<string, { readonly name: string; readonly version: string }>;

/** What each `Chart.yaml` says; one that cannot be read has no name here: `package` says what is wrong with it. */
export const chartNames = async (
  source: Source,
  charts: readonly ChartRule[],
  commit: string,
): Promise<ChartNames> => {
  const names = new Map<string, { readonly name: string; readonly version: string }>();
  for (const { path } of charts) {
    try {
      const bytes = await source.text(commit, `${path}/Chart.yaml`, MAX_CHART_FILE);
      if (bytes !== undefined) names.set(path, parseChart(bytes));
    } catch (error) {
      if (error instanceof FormatError) continue;
      if (!(error instanceof Failure) || error.code !== 'FILE_TOO_LARGE') throw error;
    }
  }
  return names;
};

/** The template of a chart's asset with all that its `Chart.yaml` has to say to it. */
export const chartAsset = ({ path, asset, version }: ChartRule, names: ChartNames): string => {
  const chart = names.get(path);
  if (chart === undefined) return asset;
  return asset
    .replaceAll('{chart}', chart.name)
    .replaceAll('{chartVersion}', version === 'chart' ? chart.version : version);
};
