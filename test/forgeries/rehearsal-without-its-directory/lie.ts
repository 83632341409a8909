import { readFile } from 'node:fs/promises';

import type { Lie } from '../lie.ts';

export const lie: Lie = {
  claim: 'The files of a rehearsal alone are handed out, with its trusted root among them.',
  code: 'REHEARSAL_NOT_RELEASE',
  of: 'rehearsal',
  make: async (_world, target) => {
    target.write('trusted_root.json', await readFile(target.trustedRoot));
    const { repository: repo, tag } = target;
    return {
      targets: [target.assets],
      options: { repo, tag, trustedRoot: target.path('trusted_root.json') },
    };
  },
};
