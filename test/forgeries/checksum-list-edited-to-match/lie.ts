import type { Lie } from '../lie.ts';
import { hex } from '../remake.ts';
import { ARCHIVE, CHECKSUMS } from '../target.ts';

export const lie: Lie = {
  claim: 'The archive is another one, and the checksum list says its digest.',
  code: 'SUBJECT_DIGEST_MISMATCH',
  of: 'release',
  make: (_world, target) => {
    const before = hex(target.read(ARCHIVE));
    target.write(ARCHIVE, 'another archive');
    target.change(CHECKSUMS, (text) => text.replace(before, hex(Buffer.from('another archive'))));
  },
};
