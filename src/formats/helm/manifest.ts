// A chart as `helm push` puts it into a registry (helm pkg/registry, HIP 6): Chart.yaml as config, the archive as layer.
import type { Descriptor } from '../../domain/descriptor.ts';
import { OCI_MANIFEST } from '../../domain/oci.ts';
import { canonicalJson } from '../canonical-json.ts';
import type { OciManifest } from '../oci/document.ts';
import type { Fields } from '../strict.ts';
import type { Chart } from './chart-yaml.ts';

/** The config of a chart: what its Chart.yaml says, as canonical JSON. */
export const chartConfig = ({ metadata }: Chart): Uint8Array => canonicalJson(metadata);

/** The manifest of a chart; `epoch` is the commit's, in seconds. */
export const chartManifest = (about: {
  readonly chart: Chart;
  readonly config: Descriptor;
  readonly layer: Descriptor;
  readonly epoch: number;
}): OciManifest => ({
  kind: 'manifest',
  mediaType: OCI_MANIFEST,
  config: about.config,
  layers: [about.layer],
  annotations: annotationsOf(about.chart.metadata, about.epoch),
});

/** The version as a tag: registries know no `+`. */
export const chartTag = (version: string): string => version.replaceAll('+', '_');

const STANDARD = 'org.opencontainers.image';

/** What Helm derives, then the chart's own annotations, which may replace all but title and version. */
const annotationsOf = (metadata: Fields, epoch: number): Readonly<Record<string, string>> => {
  const said = (key: string): string => {
    const value = metadata[key];
    return typeof value === 'string' ? value : '';
  };
  const [source = ''] = (metadata['sources'] ?? []) as readonly string[];
  const derived = {
    [`${STANDARD}.description`]: said('description'),
    [`${STANDARD}.title`]: said('name'),
    [`${STANDARD}.version`]: said('version'),
    [`${STANDARD}.url`]: said('home'),
    [`${STANDARD}.created`]: `${new Date(epoch * 1000).toISOString().slice(0, 19)}Z`,
    [`${STANDARD}.source`]: source,
    [`${STANDARD}.authors`]: authorsOf(metadata),
  };
  const own = Object.entries((metadata['annotations'] ?? {}) as Readonly<Record<string, string>>).filter(
    ([key]) => key !== `${STANDARD}.title` && key !== `${STANDARD}.version`,
  );
  return Object.fromEntries([...Object.entries(derived).filter(([, value]) => value.trim() !== ''), ...own]);
};

const authorsOf = (metadata: Fields): string =>
  ((metadata['maintainers'] ?? []) as readonly { readonly name?: string; readonly email?: string }[])
    .map(({ name = '', email }) => `${name}${email === undefined ? '' : ` (${email})`}`)
    .join(', ');
