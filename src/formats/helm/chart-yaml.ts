// `Chart.yaml` (helm.sh/docs/topics/charts): read strictly, and written again with the versions of a release.
import { isMap, isScalar, readYaml, type YamlNode } from '../manifests/documents.ts';
import { type Edit, edited, editOf, isPlain } from '../manifests/edits.ts';
import { FormatError } from '../format-error.ts';
import { flag, type Fields, filled, list, object, text } from '../strict.ts';

export interface ChartDependency {
  readonly name: string;
  /** In `Chart.yaml` a range, in `Chart.lock` one version. */
  readonly version?: string;
  readonly repository: string;
  readonly condition?: string;
  readonly tags?: readonly string[];
  readonly enabled?: boolean;
  readonly 'import-values'?: readonly unknown[];
  readonly alias?: string;
}

export interface Chart {
  readonly name: string;
  readonly version: string;
  readonly appVersion?: string;
  readonly dependencies: readonly ChartDependency[];
  /** Every field that Helm knows, cleaned as Helm does, those that are empty left out: what a registry gets as config. */
  readonly metadata: Fields;
}

/** The most bytes of `Chart.yaml`, of its lock and of values. */
export const MAX_CHART_FILE = 5 * 1024 * 1024;

/**
 * Throws `FormatError` for what Helm would refuse or read otherwise: no `apiVersion: v2`, a version that is not
 * SemVer 2, a name that is no path segment, a number where a text belongs, a key that stands twice.
 */
export const parseChart = (bytes: Uint8Array): Chart => {
  const metadata = knownFields(readFields(bytes));
  if (metadata['apiVersion'] !== 'v2') throw new FormatError('apiVersion is not v2', 'apiVersion');
  const name = filled(metadata['name'], 'name');
  if (!NAME.test(name)) throw new FormatError('no name for a chart', 'name');
  const version = filled(metadata['version'], 'version');
  if (!SEMVER.test(version)) throw new FormatError(`${JSON.stringify(version)} is not SemVer 2`, 'version');
  const type = metadata['type'];
  if (type !== undefined && type !== 'application' && type !== 'library')
    throw new FormatError('neither application nor library', 'type');
  const dependencies = (metadata['dependencies'] ?? []) as readonly ChartDependency[];
  const called = dependencies.map(({ name: one, alias }) => alias ?? one);
  const twice = called.find((one, at) => called.indexOf(one) !== at);
  if (twice !== undefined) throw new FormatError(`${JSON.stringify(twice)} stands twice`, 'dependencies');
  const appVersion = metadata['appVersion'] as string | undefined;
  return { name, version, ...(appVersion === undefined ? {} : { appVersion }), dependencies, metadata };
};

/** The same file with other versions; throws `FormatError` where a missing key has no line to stand on. */
export const withVersions = (
  bytes: Uint8Array,
  versions: { readonly version: string; readonly appVersion: string },
): Uint8Array => {
  const { text: before, map } = readMap(bytes);
  const edits = (['version', 'appVersion'] as const).map((key): Edit => {
    const value = versions[key];
    if (!/^[\x21-\x7e]+$/.test(value) || /["'\\]/.test(value))
      throw new FormatError(`${JSON.stringify(value)} is no version`, key);
    const pair = map.items.find((item) => isScalar(item.key) && item.key.value === key);
    if (pair !== undefined && isScalar(pair.value)) return editOf(pair.value, value, before);
    if (map.flow === true || pair !== undefined) throw new FormatError(`${key} is missing`, key);
    const end = before.endsWith('\n') || before === '' ? '' : '\n';
    return {
      from: before.length,
      to: before.length,
      by: `${end}${key}: ${isPlain(value) ? value : `"${value}"`}\n`,
    };
  });
  return new TextEncoder().encode(edited(before, edits));
};

/** The text as Helm cleans it: any space is a plain one, and what cannot be printed is left out. */
export const cleaned = (value: string): string =>
  value.replaceAll(/\p{White_Space}/gu, ' ').replaceAll(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, '');

/** The nodes of one YAML document that is a map. */
export const readMap = (bytes: Uint8Array) => {
  if (bytes.length > MAX_CHART_FILE) throw new FormatError(`larger than ${MAX_CHART_FILE} bytes`);
  const { text: source, documents } = readYaml(bytes);
  const [document, ...more] = documents;
  if (document === undefined || more.length > 0 || !isMap(document.content))
    throw new FormatError('not one map');
  return { text: source, map: document.content };
};

/** Its values, where they are of texts as keys. */
export const readFields = (bytes: Uint8Array): Fields => object(plain(readMap(bytes).map, 0), '');

/** Values without aliases and merges: metadata has no need of them, and Helm reads some differently. */
const plain = (node: YamlNode | null, depth: number): unknown => {
  if (depth > 32) throw new FormatError('nested too deeply');
  if (node === null) return null;
  if (isScalar(node)) return node.value;
  if (isMap(node)) {
    const seen: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
    for (const { key, value } of node.items) {
      if (!isScalar(key) || typeof key.value !== 'string') throw new FormatError('a key is no text');
      if (Object.hasOwn(seen, key.value)) throw new FormatError('this key stands twice', key.value);
      seen[key.value] = plain(value as YamlNode | null, depth + 1);
    }
    return seen;
  }
  if ('items' in node && Array.isArray(node.items))
    return node.items.map((item) => plain(item as YamlNode | null, depth + 1));
  throw new FormatError('aliases are not read here');
};

const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/;
const SEMVER =
  /^(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:-(?:0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*)(?:\.(?:0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*))*)?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;

/** Whether this is a version as SemVer 2 has it, without a `v`. */
export const isChartVersion = (version: string): boolean => SEMVER.test(version);

type Read = (value: unknown, at: string) => unknown;

const line: Read = (value, at) => cleaned(text(value, at));
const lines: Read = (value, at) => list(value, at, line);
const DEPENDENCY: Readonly<Record<string, Read>> = {
  name: line,
  version: line,
  repository: line,
  condition: line,
  tags: lines,
  enabled: flag,
  'import-values': (value, at) => list(value, at, (item) => item),
  alias: text,
};
const FIELDS: Readonly<Record<string, Read>> = {
  name: line,
  home: line,
  sources: lines,
  version: text,
  description: line,
  keywords: lines,
  maintainers: (value, at) =>
    list(value, at, (item, place) => pick(item, place, { name: line, email: line, url: line })),
  icon: line,
  apiVersion: text,
  condition: line,
  tags: line,
  appVersion: line,
  deprecated: flag,
  annotations: (value, at) =>
    Object.fromEntries(
      Object.entries(object(value, at)).map(([key, one]) => [key, text(one, `${at}.${key}`)]),
    ),
  kubeVersion: line,
  dependencies: (value, at) => list(value, at, readDependency),
  type: text,
};

/** A dependency as `Chart.yaml` and `Chart.lock` have it. */
export const readDependency = (value: unknown, at: string): ChartDependency => {
  const fields = pick(value, at, DEPENDENCY);
  return { repository: '', ...fields, name: filled(fields['name'], `${at}.name`) };
};

const knownFields = (value: Fields): Fields => pick(value, '', FIELDS);

/** Known fields in Helm's order; what is empty there is left out, as Helm leaves it out. */
const pick = (value: unknown, at: string, fields: Readonly<Record<string, Read>>): Fields => {
  const given = object(value, at);
  return Object.fromEntries(
    Object.entries(fields).flatMap(([key, read]) => {
      const one = given[key];
      if (one === undefined || one === null) return [];
      const said = read(one, at === '' ? key : `${at}.${key}`);
      const empty =
        said === '' ||
        said === false ||
        (typeof said === 'object' && Object.keys(said as object).length === 0);
      return empty ? [] : [[key, said]];
    }),
  );
};
