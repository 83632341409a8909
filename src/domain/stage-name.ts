// The names of the sixteen stages, in order.

export const STAGE_NAMES = [
  'gate',
  'build',
  'assemble',
  'package',
  'sbom',
  'notes',
  'checksum',
  'provenance',
  'sign',
  'push',
  'mirror',
  'draft',
  'prove',
  'seal',
  'publish',
  'confirm',
] as const;

export type StageName = (typeof STAGE_NAMES)[number];
