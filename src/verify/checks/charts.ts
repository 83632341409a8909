// Each chart of the list: its one layer is the archive that the release publishes, and says the listed versions.
import type { Colophon, ListedChart } from '../../domain/colophon.ts';
import type { Descriptor } from '../../domain/descriptor.ts';
import { Failure } from '../../domain/failure.ts';
import { HELM_CHART, HELM_CONFIG } from '../../domain/oci.ts';
import { FormatError } from '../../formats/format-error.ts';
import { parseChart } from '../../formats/helm/chart-yaml.ts';
import { parseJson } from '../../formats/json.ts';
import { filled, maybe, object } from '../../formats/strict.ts';
import { readTarGz } from '../../formats/tar/read.ts';
import { wholeFile } from '../../formats/tar/whole.ts';
import { type Check, findingsOf } from '../check.ts';
import { type HeldContent, nameOf, type RegistryEvidence } from '../held-content.ts';
import { faultFinding, type Place, readBlob, readManifest } from '../manifest-reading.ts';
import type { Fault } from '../signature.ts';

const findings = findingsOf('charts');
const CONFIG_LIMIT = 1024 * 1024;
const ARCHIVE_LIMIT = 64 * 1024 * 1024;

export const charts: Check<RegistryEvidence, readonly HeldContent[]> = {
  name: 'charts',
  claim: 'Each chart is the listed archive, and says the name and the versions that are listed.',
  run: async ({ sealed, place }) => {
    const all = sealed.colophon.charts;
    const judged: (HeldContent | Fault)[] = [];
    for (const entry of all) judged.push(await judge(entry, sealed.colophon, place));
    return {
      findings: judged.map((one, at) => {
        const { repository, digest, version, appVersion } = all[at] as ListedChart;
        const name = nameOf(repository, digest);
        return 'code' in one
          ? faultFinding(findings, name, one)
          : findings.proved(name, 'CHART_HOLDS', `version ${version}, appVersion ${appVersion}`, { digest });
      }),
      proved: judged.flatMap((one) => ('code' in one ? [] : [one])),
    };
  },
};

const judge = async (entry: ListedChart, colophon: Colophon, place: Place): Promise<HeldContent | Fault> => {
  const { repository } = entry;
  const manifest = await readManifest(place, repository, entry);
  if ('code' in manifest) return manifest;
  if (manifest.kind === 'index')
    return { code: 'MANIFEST_TYPE_MISMATCH', message: 'it is an index, and a chart is one manifest' };
  const { config, layers } = manifest;
  const [layer] = layers;
  if (config.mediaType !== HELM_CONFIG || layers.length !== 1 || layer?.mediaType !== HELM_CHART)
    return { code: 'CHART_MALFORMED', message: 'it is no Helm chart with exactly one layer' };
  const asset = colophon.assets.find(({ name }) => name === entry.asset);
  if (asset === undefined || layer.digest !== asset.digest || layer.size !== asset.size)
    return {
      code: 'CHART_NOT_THE_ASSET',
      message: `its layer is ${layer.digest}, and ${entry.asset} is ${asset?.digest ?? 'not listed'}`,
    };
  const bytes = await readBlob(place, repository, config, CONFIG_LIMIT);
  if ('code' in bytes) return bytes;
  const said = attempt(() => metadataOf(parseJson(bytes, { bytes: CONFIG_LIMIT })));
  const fault = 'code' in said ? said : versionFault('config', said, entry);
  if (fault !== undefined) return fault;
  const inside = await readInside(place, repository, layer, entry);
  if (inside !== undefined) return inside;
  return {
    kind: 'chart',
    entry,
    manifests: [{ label: 'chart', descriptor: entry }],
    blobs: [config, layer],
  };
};

const readInside = async (
  { registry }: Place,
  repository: string,
  layer: Descriptor,
  entry: ListedChart,
): Promise<Fault | undefined> => {
  if (layer.size > ARCHIVE_LIMIT)
    return { code: 'CHART_MALFORMED', message: `its archive has ${layer.size} bytes` };
  try {
    const files = readTarGz(registry.blob(repository, layer), { bytes: 4 * ARCHIVE_LIMIT });
    let said: ChartMetadata | undefined;
    for await (const file of files) {
      if (file.path !== `${entry.name}/Chart.yaml`) continue;
      if (file.size > CONFIG_LIMIT)
        return { code: 'CHART_MALFORMED', message: 'its Chart.yaml is too large' };
      said = metadataOf(parseChart(await wholeFile(file)));
    }
    if (said === undefined)
      return { code: 'CHART_MALFORMED', message: `it holds no ${entry.name}/Chart.yaml` };
    return versionFault('Chart.yaml', said, entry);
  } catch (error) {
    if (error instanceof FormatError)
      return { code: 'CHART_MALFORMED', message: `its Chart.yaml is malformed: ${error.message}` };
    if (!(error instanceof Failure)) throw error;
    if (error.code === 'CONTENT_DAMAGED') return { code: 'CONTENT_DAMAGED', message: error.message };
    if (error.code === 'CONTENT_MISSING') return { code: 'CONTENT_ABSENT', message: error.message };
    if (error.code.startsWith('ARCHIVE_')) return { code: 'CHART_MALFORMED', message: error.message };
    throw error;
  }
};

const versionFault = (where: string, said: ChartMetadata, listed: ListedChart): Fault | undefined => {
  const wrong = (['name', 'version', 'appVersion'] as const).find((key) => said[key] !== listed[key]);
  return wrong === undefined
    ? undefined
    : {
        code: 'CHART_VERSION_MISMATCH',
        message: `its ${where} says ${said[wrong] ?? 'nothing'} for ${wrong}, and the sealed list ${listed[wrong]}`,
      };
};

interface ChartMetadata {
  readonly name: string;
  readonly version: string;
  readonly appVersion: string | undefined;
}

const metadataOf = (value: unknown): ChartMetadata => {
  const fields = object(value, '');
  return {
    name: filled(fields['name'], 'name'),
    version: filled(fields['version'], 'version'),
    appVersion: maybe(fields, 'appVersion', '', filled),
  };
};

const attempt = (read: () => ChartMetadata): ChartMetadata | Fault => {
  try {
    return read();
  } catch (error) {
    if (error instanceof FormatError)
      return { code: 'CHART_MALFORMED', message: `its config is malformed: ${error.message}` };
    throw error;
  }
};
