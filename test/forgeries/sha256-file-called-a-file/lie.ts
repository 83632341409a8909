import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';
import { PROVENANCE } from '../target.ts';

export const lie: Lie = {
  claim:
    'The digest beside the archive is wrong, truly signed, and the sealed list does not call it a checksum.',
  code: 'CHECKSUM_MISMATCH',
  of: 'release',
  peer: ({ name }) => ({ file: name('widget_windows_amd64.zip.sha256'), bundle: name(PROVENANCE) }),
  make: async (_world, target) =>
    remake(target, {
      sha256: (text) => text.replace(/^.{8}/, '00000000'),
      colophon: ({ assets }) => {
        for (const asset of assets) if (asset.name.endsWith('.sha256')) asset.role = 'file';
      },
    }),
};
