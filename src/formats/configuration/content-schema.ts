// The shape of images, manifests, charts and mirrors in `colophon.yaml` (docs/configuration.md).
import * as z from 'zod/mini';

import {
  baseReference,
  builderAddress,
  builderPlatform,
  chartTemplate,
  digest,
  fieldPath,
  imageArgument,
  imagePath,
  imageTagTemplate,
  imageValue,
  inputPath,
  knownName,
  mode,
  movingTemplate,
  owner,
  registryHost,
  repository,
  repositoryPath,
  repositoryPrefix,
  substituteReference,
  user,
  valuesPath,
  versionTemplate,
} from './content-text.ts';
import { list, platform, some, variables } from './schema-parts.ts';
import { duration, id, listTemplate, path, text, variable, word } from './text.ts';

const layout = z.strictObject({ layout: path, from: z.optional(id), digest: z.optional(digest) });
const base = z.union([baseReference, layout]);

const layers = z.strictObject({
  base: z.optional(base),
  files: z.optional(
    list(
      z.strictObject({
        from: id,
        target: z.optional(word),
        path: z.optional(path),
        to: imagePath,
        mode: z.optional(mode),
        owner: z.optional(owner),
      }),
    ),
  ),
  entrypoint: z.optional(list(imageArgument)),
  cmd: z.optional(list(imageArgument)),
  env: z.optional(z.record(variable, imageValue)),
  user: z.optional(user),
  workdir: z.optional(imagePath),
});

const dockerfile = z.strictObject({
  file: z.optional(path),
  context: z.optional(path),
  target: z.optional(word),
  args: z.optional(variables),
  inputs: z.optional(list(z.strictObject({ from: id, to: inputPath }))),
  substitutes: z.optional(z.record(text, z.union([substituteReference, layout]))),
  timeout: z.optional(duration),
});

/** `build.builders`, by platform. */
export const imageBuilders = z.record(
  builderPlatform,
  z.union([
    builderAddress,
    z.strictObject({
      address: builderAddress,
      ca: text,
      cert: text,
      key: text,
      serverName: z.optional(text),
    }),
  ]),
);

/** `push`: how registries are reached. */
export const push = z.strictObject({ plainHttp: z.optional(list(registryHost)) });

/** `publish.tag-every-manifest`: everywhere, or at these hosts. */
export const tagEveryManifest = z.union([z.boolean(), list(registryHost)]);

/** `build.images`, by id. */
export const image = z.strictObject({
  repository,
  tags: z.optional(some(imageTagTemplate)),
  moving: z.optional(list(movingTemplate)),
  known: z.optional(list(knownName)),
  platforms: some(platform),
  labels: z.optional(z.record(text, imageValue)),
  layers: z.optional(layers),
  dockerfile: z.optional(dockerfile),
});

/** An item of `package.manifests`. */
export const manifest = z.strictObject({
  asset: listTemplate,
  kustomize: z.optional(path),
  files: z.optional(some(path)),
  inputs: z.optional(list(z.strictObject({ from: id, to: path }))),
  fields: z.optional(list(fieldPath)),
});

/** An item of `package.charts`. */
export const chart = z.strictObject({
  path,
  push: z.optional(repositoryPrefix),
  version: z.optional(versionTemplate),
  appVersion: z.optional(versionTemplate),
  asset: z.optional(chartTemplate),
  images: z.optional(
    list(
      z.strictObject({
        image: id,
        repository: z.optional(valuesPath),
        tag: z.optional(valuesPath),
        digest: z.optional(valuesPath),
        reference: z.optional(valuesPath),
      }),
    ),
  ),
});

/** An item of `mirror`. */
export const mirror = z.strictObject({
  to: repositoryPrefix,
  repositories: z.optional(z.record(text, repositoryPath)),
  moving: z.optional(z.boolean()),
  required: z.optional(z.boolean()),
  read: z.optional(z.enum(['public', 'private'])),
});

export type ImageShape = z.infer<typeof image>;
export type ImageBuilderShape = z.infer<typeof imageBuilders>[string];
export type ManifestShape = z.infer<typeof manifest>;
export type ChartShape = z.infer<typeof chart>;
export type MirrorShape = z.infer<typeof mirror>;
