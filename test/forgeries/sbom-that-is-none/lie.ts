import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';
import { ARCHIVE, PROVENANCE } from '../target.ts';

export const lie: Lie = {
  claim: 'The SBOM, truly signed, is no document that tools can read.',
  code: 'SBOM_MALFORMED',
  of: 'release',
  peer: ({ name }) => ({ file: name(`${ARCHIVE}.spdx.json`), bundle: name(PROVENANCE) }),
  make: async (_world, target) => {
    target.write(`${ARCHIVE}.spdx.json`, '{"spdxVersion":"SPDX-9"}');
    await remake(target);
  },
};
