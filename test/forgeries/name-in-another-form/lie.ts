import type { Lie } from '../lie.ts';
import { CHECKSUMS } from '../target.ts';

export const lie: Lie = {
  claim: 'A file whose name looks the same and is another sequence of letters (Unicode NFC).',
  code: 'NAME_TWICE',
  of: 'release',
  peer: 'silent',
  make: (_world, target) => target.write(target.name(CHECKSUMS).replace('k', '\u212a'), 'another'),
};
