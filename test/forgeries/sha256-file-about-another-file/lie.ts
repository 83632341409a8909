import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';
import { ARCHIVE, PROVENANCE } from '../target.ts';

export const lie: Lie = {
  claim:
    'The digest beside the archive, truly signed, is that of another file, which sha256sum -c then checks.',
  code: 'CHECKSUM_MISMATCH',
  of: 'release',
  peer: ({ name }) => ({ file: name('widget_windows_amd64.zip.sha256'), bundle: name(PROVENANCE) }),
  make: async (_world, target) => {
    const list = 'widget_windows_amd64.zip.sha256';
    target.change(list, (text) => text.replace('widget_windows_amd64.zip', ARCHIVE));
    await remake(target);
  },
};
