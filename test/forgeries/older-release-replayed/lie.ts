import { cp, rm } from 'node:fs/promises';

import type { Lie } from '../lie.ts';

export const lie: Lie = {
  claim: 'The whole previous release, true in every bit, is served as the new one.',
  code: 'TAG_MISMATCH',
  of: 'release',
  peer: 'silent',
  make: async ({ release }, target) => {
    await rm(target.assets, { recursive: true });
    await cp(release.previous.assets, target.assets, { recursive: true });
  },
};
