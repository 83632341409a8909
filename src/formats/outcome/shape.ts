// The pieces that outcomes are made of, as strict schemas: nothing unknown, nothing unbounded.
import * as z from 'zod/mini';

import { ASSET_ROLES, type AssetRole } from '../../domain/asset.ts';
import { isDigest, type Digest } from '../../domain/digest.ts';
import { FINDING_CODES, type FindingCode } from '../../domain/finding-codes.ts';

export const text = z.string().check(z.maxLength(65_536));
export const count = z.int().check(z.minimum(0));
export const list = <T extends z.ZodMiniType>(item: T) =>
  z.readonly(z.array(item).check(z.maxLength(100_000)));
export const digest = z.custom<Digest>(isDigest);

export const platform = z.readonly(
  z.strictObject({ os: text, architecture: text, variant: z.exactOptional(text) }),
);

export const descriptor = z.readonly(
  z.strictObject({
    mediaType: text,
    digest,
    size: count,
    artifactType: z.exactOptional(text),
    annotations: z.exactOptional(z.readonly(z.record(text, text))),
    platform: z.exactOptional(platform),
  }),
);

export const platformManifest = z.readonly(
  z.strictObject({
    mediaType: text,
    digest,
    size: count,
    artifactType: z.exactOptional(text),
    annotations: z.exactOptional(z.readonly(z.record(text, text))),
    platform,
  }),
);
export const referrer = z.readonly(z.strictObject({ subject: digest, manifest: descriptor }));
export const attachment = z.readonly(
  z.strictObject({ kind: z.enum(['image', 'chart']), id: text, repository: text, subject: descriptor }),
);

const role = z.custom<AssetRole>((value) => ASSET_ROLES.some((known) => known === value));
export const assetFields = {
  name: text,
  role,
  content: descriptor,
  platform: z.exactOptional(platform),
  origin: z.exactOptional(z.literal('prebuilt')),
};
export const asset = z.readonly(z.strictObject(assetFields));

export const tool = z.readonly(z.strictObject({ name: text, version: text }));
export const identity = z.readonly(z.strictObject({ san: text, issuer: text }));

const findingCode = z.custom<FindingCode>(
  (value) => typeof value === 'string' && Object.hasOwn(FINDING_CODES, value),
);
export const finding = z.readonly(
  z.strictObject({
    check: text,
    subject: text,
    digest: z.exactOptional(digest),
    result: z.enum(['proved', 'refuted', 'absent', 'info']),
    demanded: z.boolean(),
    assertedBy: z.enum(['verifier', 'platform', 'signer']),
    code: findingCode,
    message: text,
    remedy: z.exactOptional(text),
    rehearsed: z.exactOptional(z.literal(true)),
  }),
);

export const summary = z.readonly(
  z.strictObject({ proved: count, refuted: count, absent: count, info: count }),
);
export const verdict = z.readonly(
  z.strictObject({
    verified: z.boolean(),
    rehearsal: z.exactOptional(z.enum(['consistent', 'inconsistent'])),
    scope: z.enum(['complete', 'present']),
    release: z.exactOptional(z.readonly(z.strictObject({ repository: text, tag: text, commit: text }))),
    identity: z.exactOptional(identity),
    findings: list(finding),
    summary,
    assets: z.exactOptional(z.readonly(z.strictObject({ listed: count, present: count }))),
  }),
);
