import type { Lie } from '../lie.ts';
import { hex } from '../remake.ts';
import { ARCHIVE, CHECKSUMS } from '../target.ts';

export const lie: Lie = {
  claim: 'The archive is another one, and the checksum list says its digest.',
  code: 'SUBJECT_DIGEST_MISMATCH',
  of: 'release',
  make: async (_world, target) => {
    const before = hex(await target.read(ARCHIVE));
    await target.write(ARCHIVE, 'another archive');
    await target.change(CHECKSUMS, (text) => text.replace(before, hex(Buffer.from('another archive'))));
  },
};
