// The outcome of stage 01.
import * as z from 'zod/mini';

import { asset, digest, finding, list, text } from './shape.ts';

const facts = z.readonly(
  z.strictObject({
    mode: z.enum(['rehearsal', 'release']),
    project: text,
    repository: text,
    tag: text,
    version: text,
    tagged: z.boolean(),
    commit: text,
    commitTime: text,
    commitEpoch: z.int(),
    branch: text,
    prerelease: z.boolean(),
    latest: z.boolean(),
    previous: z.exactOptional(z.readonly(z.strictObject({ tag: text, colophon: z.exactOptional(digest) }))),
  }),
);

export const gateOutcome = z.readonly(
  z.strictObject({
    facts,
    evidence: asset,
    findings: list(finding),
    state: z.enum(['new', 'draft', 'sealed', 'published']),
    draft: z.exactOptional(text),
  }),
);
