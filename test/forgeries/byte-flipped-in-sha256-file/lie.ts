import type { Lie } from '../lie.ts';
import { PROVENANCE } from '../target.ts';

export const lie: Lie = {
  claim: 'One digit of the digest beside an archive is another.',
  code: 'SUBJECT_DIGEST_MISMATCH',
  of: 'release',
  peer: ({ name }) => ({ file: name('widget_windows_amd64.zip.sha256'), bundle: name(PROVENANCE) }),
  make: (_world, target) => target.flip('widget_windows_amd64.zip.sha256', 3),
};
