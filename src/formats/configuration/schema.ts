// The shape of `colophon.yaml` (docs/configuration.md): sections carry the names of the stages that read them.
// Unknown keys are faults everywhere; what crosses sections is judged in `rules.ts`.
import * as z from 'zod/mini';

import { chart, image, imageBuilders, manifest, mirror, push, tagEveryManifest } from './content-schema.ts';
import { command, list, oneOrSome, output, platform, some, target, variables } from './schema-parts.ts';
import {
  argument,
  assetTemplate,
  branch,
  checkedText,
  duration,
  fileTemplate,
  id,
  leavesCheckout,
  listTemplate,
  path,
  pathTemplate,
  rootTemplate,
  sbomTemplate,
  slug,
  tagTemplate,
  text,
  titleTemplate,
  variable,
  word,
} from './text.ts';

const go = z.strictObject({
  package: z.optional(
    checkedText(leavesCheckout, (name) =>
      /^[A-Za-z0-9_./~-]+$/.test(name) && !name.startsWith('-') ? undefined : 'this is no Go package',
    ),
  ),
  binary: z.optional(word),
  flags: z.optional(list(argument)),
  tags: z.optional(list(word)),
  ldflags: z.optional(list(argument)),
  buildvcs: z.optional(z.boolean()),
  cgo: z.optional(z.boolean()),
  toolchain: z.optional(
    checkedText((name) =>
      /^(local|go1\.[0-9]+([.0-9a-z]*))$/.test(name)
        ? undefined
        : 'a toolchain is written `go1.26.2` or `local`',
    ),
  ),
});

const node = z.strictObject({
  dir: z.optional(path),
  version: z.optional(
    checkedText((version) =>
      /^[0-9]+(\.[0-9]+){0,2}$/.test(version) ? undefined : 'a version of Node is written `24` or `24.21.0`',
    ),
  ),
  install: z.optional(list(argument)),
  run: z.optional(list(argument)),
  pack: z.optional(z.boolean()),
});

const where = z.strictObject({
  match: text,
  env: z.optional(variables),
  command: z.optional(some(command)),
  outputs: z.optional(some(output)),
  ldflags: z.optional(list(argument)),
  flags: z.optional(list(argument)),
  tags: z.optional(list(word)),
});

const builder = z.strictObject({
  go: z.optional(go),
  node: z.optional(node),
  command: z.optional(some(command)),
  prebuilt: z.optional(pathTemplate),
  inputs: z.optional(list(z.strictObject({ from: id, to: path }))),
  outputs: z.optional(some(output)),
  platforms: z.optional(some(target)),
  env: z.optional(variables),
  where: z.optional(list(where)),
  timeout: z.optional(duration),
});

const format = z.enum(['tar.gz', 'zip']);

/** Sections that are agreed on and not built yet; what stands in them is refused at its place. */
const later = z.unknown();

/** `colophon.yaml`, as people write it. */
export const configurationSchema = z.strictObject({
  version: z.literal(1),
  project: z.optional(word),
  repository: z.optional(slug),
  gate: z.optional(
    z.strictObject({
      tag: z.optional(tagTemplate),
      branch: z.optional(oneOrSome(branch)),
      approvals: z.optional(z.int().check(z.gte(0), z.lte(100))),
      checks: z.optional(z.union([text, some(text)])),
    }),
  ),
  build: z.optional(
    z.strictObject({
      env: z.optional(z.strictObject({ pass: z.optional(list(variable)), set: z.optional(variables) })),
      runners: z.optional(z.record(platform, text)),
      files: z.optional(z.record(id, builder)),
      images: z.optional(z.record(id, image)),
      builders: z.optional(imageBuilders),
      emulate: z.optional(list(platform)),
    }),
  ),
  package: z.optional(
    z.strictObject({
      aliases: z.optional(
        z.strictObject({ os: z.optional(z.record(word, word)), arch: z.optional(z.record(word, word)) }),
      ),
      files: z.optional(
        list(z.strictObject({ from: id, path: z.optional(path), asset: z.optional(fileTemplate) })),
      ),
      archives: z.optional(
        list(
          z.strictObject({
            from: oneOrSome(text),
            asset: assetTemplate,
            format: z.optional(z.union([format, z.record(word, format)])),
            root: z.optional(rootTemplate),
            files: z.optional(list(path)),
          }),
        ),
      ),
      manifests: z.optional(list(manifest)),
      charts: z.optional(list(chart)),
    }),
  ),
  sbom: z.optional(z.strictObject({ asset: z.optional(sbomTemplate) })),
  notes: z.optional(z.strictObject({ from: z.optional(path), sections: z.optional(list(text)) })),
  checksum: z.optional(
    z.strictObject({
      lists: z.optional(some(z.strictObject({ asset: listTemplate, of: z.optional(some(text)) }))),
      beside: z.optional(list(text)),
    }),
  ),
  sign: z.optional(
    z.strictObject({
      beside: z.optional(list(text)),
      signingConfig: z.optional(path),
      trustedRoot: z.optional(path),
    }),
  ),
  push: z.optional(push),
  mirror: z.optional(list(mirror)),
  draft: z.optional(z.strictObject({ title: z.optional(titleTemplate) })),
  publish: z.optional(
    z.strictObject({
      forge: z.optional(z.literal('github')),
      latest: z.optional(z.enum(['auto', 'never'])),
      read: z.optional(z.enum(['public', 'private'])),
      'tag-every-manifest': z.optional(tagEveryManifest),
      upload: z.optional(later),
    }),
  ),
});

export type Shape = z.infer<typeof configurationSchema>;
export type BuilderShape = z.infer<typeof builder>;
export type CommandShape = z.infer<typeof command>;
export type OutputShape = z.infer<typeof output>;
export type TargetShape = z.infer<typeof target>;
