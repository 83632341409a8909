import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';
import { PROVENANCE } from '../target.ts';

export const lie: Lie = {
  claim: 'The evidence, truly signed, counts an approval of another commit than was merged.',
  code: 'EVIDENCE_CONTRADICTS_ITSELF',
  of: 'release',
  peer: ({ name }) => ({ file: name('.evidence.json'), bundle: name(PROVENANCE) }),
  make: async (_world, target) => {
    const other = '0123456789abcdef0123456789abcdef01234567';
    target.change('.evidence.json', (text) =>
      text.replace(`"commit":"${target.commit}","counts":true`, `"commit":"${other}","counts":true`),
    );
    await remake(target);
  },
};
