// The outcomes of stages 02 to 08: what is made before anything is signed.
import * as z from 'zod/mini';

import { asset, assetFields, descriptor, list, nothing, platform, text, tool } from './shape.ts';

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

export const buildOutcome = z.readonly(
  z.strictObject({ files: list(builtFile), tools: list(tool), invocationId: text }),
);

export const assembleOutcome = z.readonly(z.strictObject({ indexes: nothing }));

export const packageOutcome = z.readonly(
  z.strictObject({ assets: list(z.readonly(z.strictObject({ ...assetFields, holds: list(builtFile) }))) }),
);

export const sbomOutcome = z.readonly(
  z.strictObject({ sboms: list(z.readonly(z.strictObject({ ...assetFields, describes: text }))) }),
);

export const notesOutcome = z.readonly(z.strictObject({ notes: asset }));

export const checksumOutcome = z.readonly(z.strictObject({ assets: list(asset) }));

export const provenanceOutcome = z.readonly(
  z.strictObject({
    statements: list(
      z.readonly(z.strictObject({ id: text, asset: text, content: descriptor, subjects: list(text) })),
    ),
  }),
);
