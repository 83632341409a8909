import { writeFile } from 'node:fs/promises';
import { readFile } from 'node:fs/promises';

import { carefully } from '../judge.ts';
import type { Lie } from '../lie.ts';

export const lie: Lie = {
  claim: 'The release brings its own trusted root, under which everything is true.',
  code: 'TRUSTED_ROOT_IN_TARGET',
  exit: 2,
  of: 'release',
  peer: 'silent',
  make: async (_world, target) => {
    await writeFile(target.path('trusted_root.json'), await readFile(target.trustedRoot));
    return { options: { ...carefully(target), trustedRoot: target.path('trusted_root.json') } };
  },
};
