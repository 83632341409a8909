import type { Lie } from '../lie.ts';
import { remake, hex } from '../remake.ts';
import { ARCHIVE, PROVENANCE } from '../target.ts';

export const lie: Lie = {
  claim: 'The SBOM, truly signed, describes other bytes under the archive’s name.',
  code: 'SBOM_DESCRIBES_OTHER',
  of: 'release',
  peer: ({ name }) => ({ file: name(`${ARCHIVE}.spdx.json`), bundle: name(PROVENANCE) }),
  make: async (_world, target) => {
    const digest = hex(target.read(ARCHIVE));
    target.change(`${ARCHIVE}.spdx.json`, (text) => text.replaceAll(digest, '0'.repeat(64)));
    await remake(target);
  },
};
