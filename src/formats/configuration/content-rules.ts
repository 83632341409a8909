// What manifests, charts and mirrors name must be there, and no two of them may end up in one place.
import { lastPart } from '../../domain/content-names.ts';
import type { ChartShape } from './content-schema.ts';
import { chartPath, mirrorsOf } from './derive-content.ts';
import type { Path } from './document.ts';
import { isRepository } from '../oci/place.ts';
import { type Say, unknownId } from './say.ts';
import type { Shape } from './schema.ts';

/** Says what is wrong with `package.manifests`. */
export const manifestRules = (shape: Shape, say: Say): void => {
  const builders = Object.keys(shape.build?.files ?? {});
  for (const [index, { kustomize, files, inputs = [] }] of (shape.package?.manifests ?? []).entries()) {
    const path: Path = ['package', 'manifests', index];
    if (kustomize === undefined && files === undefined)
      say(path, 'one of kustomize and files must stand here');
    if (kustomize !== undefined && files !== undefined)
      say([...path, 'files'], 'manifests come from kustomize or from files, not from both', 'key');
    for (const [at, { from }] of inputs.entries()) {
      if (!builders.includes(from)) say([...path, 'inputs', at, 'from'], unknownId(from, builders));
    }
  }
};

/** Says what is wrong with `package.charts`. */
export const chartRules = (shape: Shape, say: Say): void => {
  const charts = shape.package?.charts ?? [];
  const images = Object.keys(shape.build?.images ?? {});
  for (const [index, chart] of charts.entries()) {
    const path: Path = ['package', 'charts', index];
    if (charts.findIndex((other) => chartPath(other.path) === chartPath(chart.path)) < index)
      say([...path, 'path'], `the chart ${chart.path} stands twice`);
    const place = pushedTo(chart);
    if (place !== undefined && !isRepository(place))
      say([...path, 'path'], `a chart in ${chart.path} cannot be pushed: ${place} is no repository`);
    const image = Object.entries(shape.build?.images ?? {}).find(([, one]) => one.repository === place);
    if (image !== undefined) say([...path, 'push'], `the image ${image[0]} goes to ${place} as well`);
    held(chart, images, path, say);
  }
};

const held = ({ images = [] }: ChartShape, ids: readonly string[], path: Path, say: Say): void => {
  const seen = new Set<string>();
  for (const [index, { image, reference, ...parts }] of images.entries()) {
    const place = [...path, 'images', index];
    if (!ids.includes(image)) say([...place, 'image'], unknownId(image, ids, 'image'));
    const places = Object.entries({ ...parts, reference }).filter(([, value]) => value !== undefined);
    if (places.length === 0) say(place, 'where the image lies in values.yaml must stand here');
    if (reference !== undefined && places.length > 1)
      say(
        [...place, 'reference'],
        'a reference is the whole: repository, tag and digest do not stand beside it',
        'key',
      );
    else if (places.length > 0 && [reference, parts.tag, parts.digest].every((value) => value === undefined))
      say(place, 'an image is pinned by its digest: name the place of reference, digest or tag');
    for (const [key, value] of places) {
      if (value === undefined) continue;
      if (seen.has(value)) say([...place, key], `the place ${value} is filled twice`);
      seen.add(value);
    }
  }
};

/** Says what is wrong with `mirror`. */
export const mirrorRules = (shape: Shape, say: Say): void => {
  const images = Object.entries(shape.build?.images ?? {});
  const charts = (shape.package?.charts ?? []).filter(({ push }) => push !== undefined);
  const names = [
    ...images.map(([id]) => id),
    ...charts.flatMap(({ path }) => [chartPath(path), lastPart(chartPath(path))]),
  ];
  // Nothing may be mirrored onto what the release itself pushes.
  const taken = new Map<string, string>();
  for (const [id, { repository }] of images) taken.set(repository, `the image ${id}`);
  for (const chart of charts) taken.set(pushedTo(chart) ?? '', `the chart ${chart.path}`);
  for (const [index, mirror] of (shape.mirror ?? []).entries()) {
    const path: Path = ['mirror', index];
    const { to } = mirror;
    const repositories = mirrorsOf(shape)[index]?.repositories ?? {};
    for (const key of Object.keys(mirror.repositories ?? {})) {
      if (!names.includes(chartPath(key))) {
        const what = `there is no image and no pushed chart ${JSON.stringify(key)}`;
        const there = [...images.map(([id]) => id), ...charts.map((chart) => chart.path)];
        say(
          [...path, 'repositories', key],
          `${what}${there.length === 0 ? '' : `; there are ${there.join(', ')}`}`,
          'key',
        );
      }
    }
    const content = [
      ...images.map(([id, { repository }]) => ({
        what: `the image ${id}`,
        key: id,
        at: `${to}/${repositories[id] ?? lastPart(repository)}`,
      })),
      ...charts.map((chart) => ({
        what: `the chart ${chart.path}`,
        key: chart.path,
        at: `${to}/${chartPlace(repositories, chartPath(chart.path))}`,
      })),
    ];
    for (const { what, key, at } of content) {
      const other = taken.get(at);
      taken.set(at, other ?? what);
      const named = mirror.repositories !== undefined && Object.hasOwn(mirror.repositories, key);
      const place = named ? [...path, 'repositories', key] : [...path, 'to'];
      if (other !== undefined) say(place, `${what} would lie in ${at}, where ${other} lies`);
      else if (!isRepository(at)) say(place, `${what} would lie in ${at}, which is no repository`);
    }
  }
};

const pushedTo = ({ path, push }: ChartShape): string | undefined =>
  push === undefined ? undefined : `${push}/${lastPart(chartPath(path))}`;

const chartPlace = (repositories: Readonly<Record<string, string>>, path: string): string =>
  repositories[path] ?? repositories[lastPart(path)] ?? `charts/${lastPart(path)}`;
