// The outcomes of stages 02 to 08: what is made before anything is signed.
import * as z from 'zod/mini';

import {
  asset,
  assetFields,
  attachment,
  count,
  descriptor,
  digest,
  finding,
  list,
  platform,
  platformManifest,
  text,
  tool,
} from './shape.ts';

const builtFile = z.readonly(
  z.strictObject({
    builder: text,
    platform: z.exactOptional(platform),
    target: z.exactOptional(text),
    path: text,
    output: text,
    executable: z.boolean(),
    content: descriptor,
    origin: z.exactOptional(z.literal('prebuilt')),
    packed: z.exactOptional(z.literal(true)),
  }),
);

const usedBase = z.readonly(z.strictObject({ name: text, digest }));

const dockerfileBuild = z.readonly(
  z.strictObject({
    builder: tool,
    file: text,
    context: text,
    target: z.exactOptional(text),
    args: z.readonly(z.record(text, text)),
    inputs: list(text),
    bases: list(usedBase),
    unpinned: list(text),
    substitutes: list(z.readonly(z.strictObject({ from: text, base: usedBase }))),
    emulated: z.exactOptional(z.literal(true)),
  }),
);

const builtImage = z.readonly(
  z.strictObject({
    image: text,
    manifest: platformManifest,
    config: descriptor,
    layers: list(descriptor),
    baseLayers: count,
    base: z.exactOptional(usedBase),
    holds: list(z.readonly(z.strictObject({ path: text, file: builtFile }))),
    dockerfile: z.exactOptional(dockerfileBuild),
  }),
);

export const buildOutcome = z.readonly(
  z.strictObject({
    files: list(builtFile),
    images: list(builtImage),
    layers: z.exactOptional(list(z.readonly(z.strictObject({ content: descriptor, diffId: digest })))),
    tools: list(tool),
    invocationId: text,
    caches: z.enum(['empty', 'kept']),
    findings: z.exactOptional(list(finding)),
  }),
);

export const assembleOutcome = z.readonly(
  z.strictObject({
    indexes: list(
      z.readonly(
        z.strictObject({
          image: text,
          repository: text,
          tags: list(text),
          moving: list(text),
          index: descriptor,
          platforms: list(platformManifest),
        }),
      ),
    ),
  }),
);

const packagedChart = z.readonly(
  z.strictObject({
    name: text,
    version: text,
    appVersion: text,
    asset: text,
    repository: z.exactOptional(text),
    tag: text,
    pushed: z.exactOptional(
      z.readonly(z.strictObject({ manifest: descriptor, config: descriptor, layer: descriptor })),
    ),
  }),
);

export const packageOutcome = z.readonly(
  z.strictObject({
    assets: list(z.readonly(z.strictObject({ ...assetFields, holds: list(builtFile) }))),
    charts: list(packagedChart),
    externalImages: list(text),
    findings: list(finding),
    tools: z.exactOptional(list(tool)),
  }),
);

export const sbomOutcome = z.readonly(
  z.strictObject({
    sboms: list(
      z.readonly(z.strictObject({ ...assetFields, describes: text, subject: z.exactOptional(attachment) })),
    ),
  }),
);

export const notesOutcome = z.readonly(z.strictObject({ notes: asset }));

export const checksumOutcome = z.readonly(z.strictObject({ assets: list(asset) }));

export const provenanceOutcome = z.readonly(
  z.strictObject({
    statements: list(
      z.readonly(
        z.strictObject({
          id: text,
          predicateType: text,
          asset: z.exactOptional(text),
          content: descriptor,
          subjects: list(text),
          attach: list(attachment),
        }),
      ),
    ),
  }),
);
