import { alone } from '../judge.ts';
import type { Lie } from '../lie.ts';
import { PROVENANCE } from '../target.ts';

export const lie: Lie = {
  claim: 'A file comes with a true bundle of this release that is about other files.',
  code: 'SUBJECT_MISSING',
  of: 'release',
  peer: ({ name }) => ({ file: name('widget_darwin_arm64.tar.gz'), bundle: name(PROVENANCE) }),
  make: (_world, target) => {
    target.write('widget_darwin_arm64.tar.gz', 'not ours');
    const bundle = target.path(PROVENANCE);
    return { targets: [target.path('widget_darwin_arm64.tar.gz')], options: { ...alone(target), bundle } };
  },
};
