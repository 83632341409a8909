// Images, manifests, charts and mirrors as stages read them: defaults filled in, short forms written out.
import { isDigest } from '../../domain/digest.ts';
import { parsePlatform, type Platform } from '../../domain/platform.ts';
import type {
  ChartRule,
  ChartTarget,
  ImageBase,
  ImageRule,
  ImageTarget,
  LayerFile,
  ManifestRule,
  MirrorTarget,
} from '../../domain/settings.ts';
import type { ChartShape, ImageShape, ManifestShape } from './content-schema.ts';
import { withoutTag } from './content-text.ts';
import { defined } from './defined.ts';
import type { Shape } from './schema.ts';

/** Where images go, in the order of the file. */
export const imageTargetsOf = (shape: Shape): readonly ImageTarget[] =>
  images(shape).map(([id, { repository, tags = ['{tag}'], moving = ['latest'], known = [], platforms }]) => ({
    id,
    repository,
    tags,
    moving,
    known,
    platforms: platforms.map(platformOf),
  }));

/** What images are made of, in the order of the file. */
export const imageRulesOf = (shape: Shape): readonly ImageRule[] =>
  images(shape).map(([id, { platforms, labels = {}, layers = {} }]) => ({
    id,
    platforms: platforms.map(platformOf),
    labels,
    base: baseOf(layers.base),
    files: (layers.files ?? []).map(layerFileOf),
    entrypoint: layers.entrypoint ?? [],
    cmd: layers.cmd ?? [],
    env: layers.env ?? {},
    ...defined({ user: layers.user, workdir: layers.workdir }),
  }));

export const manifestRulesOf = (shape: Shape): readonly ManifestRule[] =>
  (shape.package?.manifests ?? []).map(manifestRuleOf);

/** Where charts go, in the order of the file. */
export const chartTargetsOf = (shape: Shape): readonly ChartTarget[] =>
  charts(shape).map(({ path, push }) => ({ path: chartPath(path), ...defined({ push }) }));

export const chartRulesOf = (shape: Shape): readonly ChartRule[] =>
  charts(shape).map(
    ({
      path,
      asset = '{chart}-{chartVersion}.tgz',
      version = 'chart',
      appVersion = '{tag}',
      images: held = [],
    }) => ({
      path: chartPath(path),
      asset,
      version,
      appVersion,
      images: held.map(({ image, ...places }) => ({ image, ...defined(places) })),
    }),
  );

export const mirrorsOf = (shape: Shape): readonly MirrorTarget[] =>
  (shape.mirror ?? []).map(({ to, repositories = {}, moving = false, required = true, read = 'public' }) => ({
    to,
    repositories: Object.fromEntries(
      Object.entries(repositories).map(([name, place]) => [chartPath(name), place]),
    ),
    moving,
    required,
    read,
  }));

/** A chart's directory as every part of the program names it. */
export const chartPath = (path: string): string => path.replace(/^(\.\/)+/, '').replace(/\/+$/, '') || '.';

const images = (shape: Shape): readonly (readonly [string, ImageShape])[] =>
  Object.entries(shape.build?.images ?? {});

const charts = (shape: Shape): readonly ChartShape[] => shape.package?.charts ?? [];

const platformOf = (name: string): Platform => parsePlatform(name) ?? { os: '', architecture: '' };

type LayersShape = NonNullable<ImageShape['layers']>;

const baseOf = (base: LayersShape['base'] = 'scratch'): ImageBase => {
  if (typeof base === 'string') {
    const [reference = '', digest] = base.split('@');
    return isDigest(digest)
      ? { kind: 'reference', repository: withoutTag(reference), digest }
      : { kind: 'scratch' };
  }
  const { layout, from, digest } = base;
  return {
    kind: 'layout',
    path: layout,
    ...defined({ from }),
    ...(isDigest(digest) ? { digest } : {}),
  };
};

const layerFileOf = ({
  from,
  target,
  path,
  to,
  mode,
  owner = '0:0',
}: NonNullable<LayersShape['files']>[number]): LayerFile => {
  const [uid = '0', gid = uid] = owner.split(':');
  return {
    from,
    ...defined({ target, path }),
    to,
    ...(mode === undefined ? {} : { mode: Number.parseInt(mode, 8) }),
    uid: Number(uid),
    gid: Number(gid),
  };
};

const manifestRuleOf = ({
  asset,
  kustomize,
  files = [],
  inputs = [],
  fields = [],
}: ManifestShape): ManifestRule => ({
  asset,
  source: kustomize === undefined ? { kind: 'files', files } : { kind: 'kustomize', dir: kustomize },
  inputs,
  fields,
});
