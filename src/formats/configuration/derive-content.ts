// Images, manifests, charts and mirrors as stages read them: defaults filled in, short forms written out.
import type { BuilderChoice, BuilderChoices } from '../../domain/builder-choice.ts';
import { lastPart } from '../../domain/content-names.ts';
import { isDigest } from '../../domain/digest.ts';
import { parsePlatform, type Platform } from '../../domain/platform.ts';
import type {
  DockerfileRule,
  ImageBase,
  ImageRule,
  LayerFile,
  SubstituteBase,
} from '../../domain/image-rule.ts';
import type { ChartRule, ManifestRule } from '../../domain/package-rules.ts';
import type { ChartTarget, ImageTarget, MirrorTarget } from '../../domain/targets.ts';
import type { ChartShape, ImageBuilderShape, ImageShape, ManifestShape } from './content-schema.ts';
import { withoutTag } from './content-text.ts';
import { defined } from './defined.ts';
import { secondsOf, TIMEOUT } from './derive.ts';
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
  images(shape).map(([id, { platforms, labels = {}, layers = {}, dockerfile }]) => {
    const common = { id, platforms: platforms.map(platformOf), labels };
    if (dockerfile !== undefined) return { ...common, ...dockerfileOf(dockerfile) };
    return {
      ...common,
      kind: 'layers',
      base: baseOf(layers.base),
      files: (layers.files ?? []).map(layerFileOf),
      entrypoint: layers.entrypoint ?? [],
      cmd: layers.cmd ?? [],
      env: layers.env ?? {},
      ...defined({ user: layers.user, workdir: layers.workdir }),
    };
  });

/** Who builds images from Dockerfiles, by platform. */
export const imageBuildersOf = (shape: Shape): BuilderChoices =>
  Object.fromEntries(
    Object.entries(shape.build?.builders ?? {}).map(([platform, builder]) => [platform, choiceOf(builder)]),
  );

const choiceOf = (shape: ImageBuilderShape): BuilderChoice => {
  if (typeof shape !== 'string') {
    const { address, ca, cert, key, serverName } = shape;
    return { kind: 'buildkit', address, certificates: { ca, cert, key, ...defined({ serverName }) } };
  }
  if (shape === 'buildah' || shape === 'buildx' || shape === 'buildkit') return { kind: shape };
  return { kind: 'buildkit', address: shape };
};

/** Platforms that may be built where they do not run natively. */
export const emulatedOf = (shape: Shape): readonly Platform[] => (shape.build?.emulate ?? []).map(platformOf);

export const manifestRulesOf = (shape: Shape): readonly ManifestRule[] =>
  (shape.package?.manifests ?? []).map(manifestRuleOf);

/** Where charts go, in the order of the file. */
export const chartTargetsOf = (shape: Shape): readonly ChartTarget[] =>
  charts(shape).map(({ path, push, version, appVersion }) => ({
    path: chartPath(path),
    ...(push === undefined
      ? {}
      : {
          push,
          ...defined({
            version: version === 'chart' ? undefined : version,
            appVersion: appVersion === '{tag}' ? undefined : appVersion,
          }),
        }),
  }));

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
    repositories: placesOf(repositories, shape),
    moving,
    required,
    read,
  }));

/**
 * By image id and chart directory. A word that is an image's id is not also the name of a chart that is called like
 * it: such a chart lies where charts lie, unless its directory is named.
 */
const placesOf = (
  repositories: Readonly<Record<string, string>>,
  shape: Shape,
): Readonly<Record<string, string>> => {
  const written = Object.fromEntries(
    Object.entries(repositories).map(([name, place]) => [chartPath(name), place]),
  );
  const ids = images(shape).map(([id]) => id);
  const alike = chartTargetsOf(shape).flatMap(({ path, push }) => {
    const name = lastPart(path);
    const meant = push === undefined || !ids.includes(name) || !Object.hasOwn(written, name);
    return meant ? [] : [[path, `charts/${name}`] as const];
  });
  return { ...Object.fromEntries(alike), ...written };
};

/** A chart's directory as every part of the program names it. */
export const chartPath = (path: string): string => insidePath(path);

const images = (shape: Shape): readonly (readonly [string, ImageShape])[] =>
  Object.entries(shape.build?.images ?? {});

const charts = (shape: Shape): readonly ChartShape[] => shape.package?.charts ?? [];

const platformOf = (name: string): Platform => parsePlatform(name) ?? { os: '', architecture: '' };

/** A path inside the checkout as every part of the program names it. */
const insidePath = (path: string): string => path.replace(/^(\.\/)+/, '').replace(/\/+$/, '') || '.';

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

type DockerfileShape = NonNullable<ImageShape['dockerfile']>;

const dockerfileOf = ({
  file = 'Dockerfile',
  context = '.',
  target,
  args = {},
  inputs = [],
  substitutes = {},
  timeout,
}: DockerfileShape): Omit<DockerfileRule, 'id' | 'platforms' | 'labels'> => ({
  kind: 'dockerfile',
  file: insidePath(file),
  context: insidePath(context),
  ...defined({ target }),
  args,
  inputs,
  substitutes: Object.fromEntries(
    Object.entries(substitutes).map(([text, base]) => [text, substituteOf(base)]),
  ),
  timeout: timeout === undefined ? TIMEOUT : secondsOf(timeout),
});

/** What `scratch` cannot be: the schema takes none. */
const substituteOf = (base: NonNullable<DockerfileShape['substitutes']>[string]): SubstituteBase => {
  const substitute = baseOf(base);
  if (substitute.kind === 'scratch') throw new TypeError('scratch stands for no base');
  return substitute;
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
