import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';
import { ARCHIVE, SEAL, SEAL_BUNDLE } from '../target.ts';

export const lie: Lie = {
  claim: 'The sealed list, truly signed, names an archive that is not there, to be served later.',
  code: 'ASSET_ABSENT',
  of: 'release',
  peer: ({ name }) => ({ file: name(SEAL), bundle: name(SEAL_BUNDLE) }),
  make: async (_world, target) =>
    remake(target, {
      colophon: ({ assets }) => {
        const [archive] = assets.filter(({ name }) => name === ARCHIVE);
        if (archive === undefined) throw new TypeError('no archive');
        const more = { ...archive, name: 'widget_linux_riscv64.tar.gz', digest: `sha256:${'0'.repeat(64)}` };
        assets.splice(
          assets.findIndex(({ name }) => name > more.name),
          0,
          more,
        );
      },
    }),
};
