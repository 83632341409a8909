// The outcomes of stages 09 to 16: what is signed, staged, proved and made public.
import * as z from 'zod/mini';

import { asset, count, descriptor, digest, identity, list, nothing, text, verdict } from './shape.ts';

export const signOutcome = z.readonly(
  z.strictObject({
    signed: list(z.readonly(z.strictObject({ statement: digest, bundle: asset, beside: list(asset) }))),
  }),
);

export const pushOutcome = z.readonly(z.strictObject({ pushed: nothing }));

export const mirrorOutcome = z.readonly(z.strictObject({ mirrors: nothing }));

export const draftOutcome = z.readonly(
  z.strictObject({ id: text, title: text, sealed: z.exactOptional(descriptor), assets: list(asset) }),
);

export const proveOutcome = z.readonly(z.strictObject({ document: descriptor, identity, files: count }));

export const sealOutcome = z.readonly(z.strictObject({ document: asset, bundle: asset }));

export const publishOutcome = z.readonly(z.strictObject({ names: list(text), latest: z.boolean() }));

export const confirmOutcome = z.readonly(z.strictObject({ verdict }));
