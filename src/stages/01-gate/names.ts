// Which names the release would give in registries, and what has them already: a version of a chart that is taken is
// found before anything is built.
import { Failure } from '../../domain/failure.ts';
import { type ReleaseFacts } from '../../domain/release.ts';
import type { ChartTarget, Targets } from '../../domain/targets.ts';
import type { Doors } from '../../engine/stage.ts';
import { FormatError } from '../../formats/format-error.ts';
import { MAX_CHART_FILE, parseChart } from '../../formats/helm/chart-yaml.ts';
import { parseJson } from '../../formats/json.ts';
import { parseOciDocument } from '../../formats/oci/document.ts';
import { tagOfVersion } from '../../formats/oci/place.ts';
import { object } from '../../formats/strict.ts';
import { renderTemplate } from '../../formats/template.ts';
import type { Registry } from '../../ports/registry.ts';
import { factValues, renderTags } from '../asset-name.ts';
import { gather } from '../gather.ts';
import type { SeenName } from './seen.ts';

/** Version tags of images, then of charts; a registry that cannot be asked fails with its own code. */
export const lookAtNames = async (
  { images, charts }: Targets,
  facts: ReleaseFacts,
  doors: Doors<'registry' | 'source'>,
): Promise<readonly SeenName[]> => {
  const names: SeenName[] = [];
  for (const { repository, tags } of images) {
    for (const tag of renderTags(tags, facts)) {
      const there = await doors.registry.resolve(repository, tag);
      names.push({ name: `${repository}:${tag}`, ...(there === undefined ? {} : { there: there.digest }) });
    }
  }
  for (const chart of charts) {
    const seen = await lookAtChart(chart, facts, doors);
    if (seen !== undefined) names.push(seen);
  }
  return names;
};

const lookAtChart = async (
  { path, push, version, appVersion = '{tag}' }: ChartTarget,
  facts: ReleaseFacts,
  { registry, source }: Doors<'registry' | 'source'>,
): Promise<SeenName | undefined> => {
  const file = path === '.' ? 'Chart.yaml' : `${path}/Chart.yaml`;
  const bytes = push === undefined ? undefined : await source.text(facts.commit, file, MAX_CHART_FILE);
  const own = bytes === undefined ? undefined : namesIn(bytes);
  // What is wrong with a chart is said by `package`, at its place, and before anything leaves this machine.
  if (own === undefined) return undefined;
  const values = { ...factValues(facts), tag: facts.tag };
  const tag = tagOfVersion(version === undefined ? own.version : renderTemplate(version, values));
  const repository = `${push}/${own.name}`;
  const there = await registry.resolve(repository, tag);
  const chart = { path, appVersion: renderTemplate(appVersion, values) };
  const name = `${repository}:${tag}`;
  if (there === undefined) return { name, chart };
  const said = await appVersionOf(repository, there.digest, registry);
  return { name, there: there.digest, chart: { ...chart, ...(said === undefined ? {} : { there: said }) } };
};

const namesIn = (bytes: Uint8Array): { readonly name: string; readonly version: string } | undefined => {
  try {
    return parseChart(bytes);
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
};

const MOST_CONFIG = 4 * 1024 * 1024;

/** What a chart in a registry says; nothing for what is no chart, or cannot be read as one. */
const appVersionOf = async (
  repository: string,
  digest: NonNullable<SeenName['there']>,
  registry: Registry,
): Promise<string | undefined> => {
  try {
    const document = parseOciDocument(await registry.manifest(repository, digest));
    if (document.kind === 'index' || document.config.size > MOST_CONFIG) return undefined;
    const config = await gather(registry.blob(repository, document.config), MOST_CONFIG);
    const { appVersion } = object(parseJson(config, { bytes: MOST_CONFIG }), '');
    return typeof appVersion === 'string' && appVersion !== '' ? appVersion : undefined;
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    // The name is taken by something that is broken: it is taken all the same.
    if (error instanceof Failure && BROKEN.has(error.code)) return undefined;
    throw error;
  }
};

const BROKEN: ReadonlySet<string> = new Set<Failure['code']>([
  'CONTENT_DAMAGED',
  'CONTENT_MISSING',
  'MANIFEST_INVALID',
  'MANIFEST_MISSING',
  'MANIFEST_TOO_LARGE',
]);
