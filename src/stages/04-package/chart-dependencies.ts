// What a chart depends on must lie in its `charts/`, as its lock says.
import { Failure } from '../../domain/failure.ts';
import { withPlainHeader } from '../../formats/helm/archive.ts';
import { type Chart, readFields } from '../../formats/helm/chart-yaml.ts';
import { dependencyFaults, type VendoredChart } from '../../formats/helm/dependencies.ts';
import { parseLock } from '../../formats/helm/lock.ts';
import { readTarGz } from '../../formats/tar/read.ts';
import { wholeFile } from '../../formats/tar/whole.ts';
import type { Source } from '../../ports/source.ts';
import { type ChartFile, MOST_BYTES, sound } from './chart-files.ts';

interface Committed {
  readonly source: Source;
  readonly commit: string;
}

/** Fails with `CHART_LOCK_STALE`, `CHART_DEPENDENCY_MISSING`, and `CHART_INVALID` for what cannot be read. */
export const demandDependencies = async (
  dir: string,
  chart: Chart,
  files: readonly ChartFile[],
  text: (path: string) => Promise<Uint8Array | undefined>,
  committed: Committed,
): Promise<void> => {
  const locked = await text('Chart.lock');
  const lock = locked === undefined ? undefined : sound(dir, 'Chart.lock', () => parseLock(locked));
  if (lock === undefined && chart.dependencies.length === 0) return;
  const vendored: VendoredChart[] = [];
  for (const file of files) {
    const [, folder] = /^charts\/([^/]+)\/Chart\.yaml$/.exec(file.path) ?? [];
    const bytes =
      folder !== undefined
        ? await text(file.path)
        : /^charts\/[^/]+\.tgz$/.test(file.path)
          ? await chartYamlIn(dir, file, committed)
          : undefined;
    if (bytes === undefined) continue;
    const fields = sound(dir, file.path, () => readFields(bytes));
    vendored.push({
      path: folder === undefined ? file.path : `charts/${folder}`,
      name: word(fields['name']),
      version: word(fields['version']),
    });
  }
  const faults = dependencyFaults(chart, lock, vendored);
  const [first] = faults;
  if (first === undefined) return;
  throw new Failure(
    first.code,
    `dependencies of the chart in ${dir}: ${faults.map(({ message }) => message).join('; ')}`,
    {
      remedy: 'run `helm dependency update`, and commit Chart.lock and charts/: a release fetches nothing',
      at: 'package.charts',
    },
  );
};

const word = (value: unknown): string => (typeof value === 'string' ? value : '');

const chartYamlIn = async (
  dir: string,
  { path: name, place }: ChartFile,
  { source, commit }: Committed,
): Promise<Uint8Array | undefined> => {
  const packed = (await source.text(commit, place, MOST_BYTES)) ?? new Uint8Array();
  const archive = sound(dir, name, () => withPlainHeader(packed));
  for await (const file of readTarGz(one(archive), { bytes: MOST_INSIDE, links: 'skip' })) {
    if (/^[^/]+\/Chart\.yaml$/.test(file.path) && file.size <= MOST_BYTES) return wholeFile(file);
  }
  return undefined;
};

/** Helm loads no more of one chart (helm pkg/chart/loader/archive, MaxDecompressedChartSize). */
const MOST_INSIDE = 100 * 1024 * 1024;

async function* one(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}
