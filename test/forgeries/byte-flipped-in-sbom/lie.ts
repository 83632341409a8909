import type { Lie } from '../lie.ts';
import { ARCHIVE, PROVENANCE } from '../target.ts';

export const lie: Lie = {
  claim: 'One letter of an SBOM is another, so that a vulnerable dependency is no longer found.',
  code: 'SUBJECT_DIGEST_MISMATCH',
  of: 'release',
  peer: ({ name }) => ({ file: name(`${ARCHIVE}.spdx.json`), bundle: name(PROVENANCE) }),
  make: (_world, target) => target.flip(`${ARCHIVE}.spdx.json`),
};
