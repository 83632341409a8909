// Outcomes on the wire: canonical JSON, one strict shape a stage (domain/outcome holds the types).
import type * as z from 'zod/mini';

import { Failure } from '../../domain/failure.ts';
import type { Outcomes } from '../../domain/outcome/index.ts';
import type { StageName } from '../../domain/stage-name.ts';
import { canonicalText } from '../canonical-json.ts';
import { gateOutcome } from './gate.ts';
import {
  confirmOutcome,
  draftOutcome,
  mirrorOutcome,
  proveOutcome,
  publishOutcome,
  pushOutcome,
  sealOutcome,
  signOutcome,
} from './giving.ts';
import {
  assembleOutcome,
  buildOutcome,
  checksumOutcome,
  notesOutcome,
  packageOutcome,
  provenanceOutcome,
  sbomOutcome,
} from './making.ts';

/** The largest outcome that is read, in bytes. */
export const MAX_OUTCOME = 16 * 1024 * 1024;

export const OUTCOME_SHAPES = {
  gate: gateOutcome,
  build: buildOutcome,
  assemble: assembleOutcome,
  package: packageOutcome,
  sbom: sbomOutcome,
  notes: notesOutcome,
  checksum: checksumOutcome,
  provenance: provenanceOutcome,
  sign: signOutcome,
  push: pushOutcome,
  mirror: mirrorOutcome,
  draft: draftOutcome,
  prove: proveOutcome,
  seal: sealOutcome,
  publish: publishOutcome,
  confirm: confirmOutcome,
} as const;
const SHAPES: { readonly [Name in StageName]: z.ZodMiniType<Outcomes[Name]> } = OUTCOME_SHAPES;

/**
 * The outcome of a stage from its bytes: canonical JSON of at most 16 MiB with exactly the members of its type,
 * else `OUTCOME_INVALID`.
 */
export const parseOutcome = <Name extends StageName>(stage: Name, bytes: Uint8Array): Outcomes[Name] => {
  const shape = SHAPES[stage];
  const source = bytes.length > MAX_OUTCOME ? undefined : textOf(bytes);
  const value = source === undefined ? undefined : jsonOf(source);
  if (value === undefined || !isCanonical(value, source)) throw invalid(stage, 'it is no canonical JSON');
  const parsed = shape.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw invalid(
    stage,
    issue === undefined ? 'it has another shape' : `${issue.path.join('.')}: ${issue.message}`,
  );
};

const invalid = (stage: StageName, reason: string): Failure =>
  new Failure('OUTCOME_INVALID', `the outcome of ${stage} cannot be read: ${reason}`, {
    remedy: 'make it again with this version of Colophon',
  });

const textOf = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

const jsonOf = (source: string): unknown => {
  try {
    return JSON.parse(source);
  } catch {
    return undefined;
  }
};

const isCanonical = (value: unknown, source: string | undefined): boolean => {
  try {
    return canonicalText(value) === source;
  } catch {
    return false;
  }
};
