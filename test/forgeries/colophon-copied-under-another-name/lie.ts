import type { Lie } from '../lie.ts';
import { SEAL, SEAL_BUNDLE } from '../target.ts';

export const lie: Lie = {
  claim: 'The true sealed list lies there twice, once under a name that is not its own.',
  code: 'COLOPHON_NAME_WRONG',
  of: 'release',
  peer: () => ({ file: 'widget_zzz.colophon.json', bundle: 'widget_zzz.colophon.json.sigstore.json' }),
  make: (_world, target) => {
    target.write('widget_zzz.colophon.json', target.read(SEAL));
    target.write('widget_zzz.colophon.json.sigstore.json', target.read(SEAL_BUNDLE));
  },
};
