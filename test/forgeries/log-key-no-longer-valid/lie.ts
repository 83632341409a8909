import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readFile } from 'node:fs/promises';

import { carefully } from '../judge.ts';
import type { Lie } from '../lie.ts';

export const lie: Lie = {
  claim: 'The log’s key was given up before the signature was made.',
  code: 'LOG_KEY_NOT_VALID',
  of: 'release',
  make: async (_world, target) => {
    const root = JSON.parse(await readFile(target.trustedRoot, 'utf8')) as {
      tlogs: { publicKey: { validFor: { start: string; end?: string } } }[];
    };
    // The root begins an hour before anything is signed by it.
    for (const {
      publicKey: { validFor },
    } of root.tlogs)
      validFor.end = new Date(Date.parse(validFor.start) + 1_800_000).toISOString();
    const trustedRoot = join(target.dir, '..', 'retired-root.json');
    await writeFile(trustedRoot, `${JSON.stringify(root)}\n`);
    return { options: { ...carefully(target), trustedRoot } };
  },
};
