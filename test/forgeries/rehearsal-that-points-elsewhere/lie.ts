import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readFile } from 'node:fs/promises';

import type { Lie } from '../lie.ts';

export const lie: Lie = {
  claim: 'The rehearsal’s own document names assets outside its directory.',
  code: 'REHEARSAL_DAMAGED',
  of: 'rehearsal',
  peer: 'silent',
  make: async (_world, target) => {
    const document = join(target.dir, 'rehearsal.json');
    const text = await readFile(document, 'utf8');
    await writeFile(document, text.replace('"assets":"', '"assets":"../'));
  },
};
