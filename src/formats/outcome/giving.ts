// The outcomes of stages 09 to 16: what is signed, staged, proved and made public.
import * as z from 'zod/mini';

import {
  asset,
  attachment,
  count,
  descriptor,
  digest,
  finding,
  identity,
  list,
  platformManifest,
  referrer,
  text,
  verdict,
} from './shape.ts';

export const signOutcome = z.readonly(
  z.strictObject({
    signed: list(
      z.readonly(
        z.strictObject({
          id: text,
          predicateType: text,
          statement: digest,
          bundle: descriptor,
          time: text,
          published: list(asset),
          attach: list(attachment),
        }),
      ),
    ),
  }),
);

const pushed = z.readonly(
  z.strictObject({
    kind: z.enum(['image', 'chart']),
    id: text,
    repository: text,
    root: descriptor,
    platforms: list(platformManifest),
    tags: list(text),
    moving: list(text),
    referrers: list(referrer),
  }),
);

export const pushOutcome = z.readonly(z.strictObject({ pushed: list(pushed) }));

export const mirrorOutcome = z.readonly(
  z.strictObject({
    mirrors: list(
      z.readonly(
        z.strictObject({
          to: text,
          moving: z.boolean(),
          required: z.exactOptional(z.literal(false)),
          content: list(pushed),
        }),
      ),
    ),
    findings: list(finding),
  }),
);

export const draftOutcome = z.readonly(
  z.strictObject({ id: text, title: text, sealed: z.exactOptional(descriptor), assets: list(asset) }),
);

export const proveOutcome = z.readonly(z.strictObject({ document: descriptor, identity, files: count }));

export const sealOutcome = z.readonly(
  z.strictObject({
    document: asset,
    bundle: asset,
    attached: list(z.readonly(z.strictObject({ repository: text, subject: digest, manifest: descriptor }))),
    findings: z.exactOptional(list(finding)),
  }),
);

export const publishOutcome = z.readonly(
  z.strictObject({ names: list(text), latest: z.boolean(), findings: z.exactOptional(list(finding)) }),
);

export const confirmOutcome = z.readonly(z.strictObject({ verdict }));
