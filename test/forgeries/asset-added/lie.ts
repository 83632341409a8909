import type { Lie } from '../lie.ts';
import { PROVENANCE } from '../target.ts';

export const lie: Lie = {
  claim: 'A file that nobody signed lies between those that are signed.',
  code: 'NOT_COVERED',
  of: 'release',
  peer: ({ name }) => ({ file: name('widget_darwin_arm64.tar.gz'), bundle: name(PROVENANCE) }),
  make: (_world, target) => target.write('widget_darwin_arm64.tar.gz', 'not ours'),
};
