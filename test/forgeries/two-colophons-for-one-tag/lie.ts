import type { Lie } from '../lie.ts';
import { reseal } from '../remake.ts';
import { SEAL, SEAL_BUNDLE } from '../target.ts';

export const lie: Lie = {
  claim: 'Two sealed lists of one tag, both truly signed: each consumer is shown the one that suits.',
  code: 'RELEASE_EQUIVOCATES',
  of: 'release',
  peer: 'silent',
  make: async (_world, target) => {
    const [first, bundle] = [target.read(SEAL), target.read(SEAL_BUNDLE)];
    await reseal(target, {
      colophon: (list) => {
        list['latest'] = false;
      },
    });
    target.write('widget_copy.colophon.json', first);
    target.write('widget_copy.colophon.json.sigstore.json', bundle);
  },
};
