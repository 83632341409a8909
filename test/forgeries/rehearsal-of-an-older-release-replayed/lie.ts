import { cp, rm } from 'node:fs/promises';

import type { Lie } from '../lie.ts';

export const lie: Lie = {
  claim: 'The rehearsal of the previous release, true in every bit, is served as the new one.',
  code: 'TAG_MISMATCH',
  of: 'rehearsal',
  peer: 'silent',
  make: async ({ rehearsal }, target) => {
    await rm(target.assets, { recursive: true });
    await cp(rehearsal.previous.assets, target.assets, { recursive: true });
  },
};
