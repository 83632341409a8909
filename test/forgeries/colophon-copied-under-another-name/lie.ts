import type { Lie } from '../lie.ts';
import { SEAL, SEAL_BUNDLE } from '../target.ts';

export const lie: Lie = {
  claim: 'The true sealed list lies there twice, once under a name that is not its own.',
  code: 'COLOPHON_NAME_WRONG',
  of: 'release',
  peer: () => ({ file: 'widget_zzz.colophon.json', bundle: 'widget_zzz.colophon.json.sigstore.json' }),
  make: async (_world, target) => {
    await target.write('widget_zzz.colophon.json', await target.read(SEAL));
    await target.write('widget_zzz.colophon.json.sigstore.json', await target.read(SEAL_BUNDLE));
  },
};
