import type { Lie } from '../lie.ts';
import { ARCHIVE, PROVENANCE } from '../target.ts';

export const lie: Lie = {
  claim: 'A file whose name differs in case only: some systems write one over the other.',
  code: 'NAME_TWICE',
  of: 'release',
  peer: ({ name }) => ({ file: name(ARCHIVE.replace('widget', 'Widget')), bundle: name(PROVENANCE) }),
  make: (_world, target) => target.write(ARCHIVE.replace('widget', 'Widget'), 'another'),
};
