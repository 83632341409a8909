import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readFile } from 'node:fs/promises';

import { carefully } from '../judge.ts';
import type { Lie } from '../lie.ts';

export const lie: Lie = {
  claim: 'The trusted root holds a key that would be believed about every time.',
  code: 'TRUSTED_ROOT_INVALID',
  exit: 2,
  of: 'release',
  make: async (_world, target) => {
    const text = await readFile(target.trustedRoot, 'utf8');
    const trustedRoot = join(target.dir, '..', 'endless-root.json');
    await writeFile(trustedRoot, text.replaceAll(/"validFor":\{[^}]*\}/g, '"validFor":{}'));
    return { options: { ...carefully(target), trustedRoot } };
  },
};
