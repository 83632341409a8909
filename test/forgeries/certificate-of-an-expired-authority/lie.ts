import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { formatTrustedRoot } from '../../../src/adapters/local-sigstore/trusted-root.ts';

import { carefully } from '../judge.ts';
import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';
import { createOpenAuthority } from '../signing.ts';

export const lie: Lie = {
  claim: 'The authority’s own certificate had ended when it issued this one.',
  code: 'CERTIFICATE_UNTRUSTED',
  of: 'release',
  make: async (_world, target) => {
    const authority = createOpenAuthority('Colophon rehearsal', -1_800_000);
    const trustedRoot = join(target.dir, '..', 'expired-root.json');
    await writeFile(trustedRoot, formatTrustedRoot({ ...target.keys, authority }));
    await remake(target, { signing: { authority } });
    return { options: { ...carefully(target), trustedRoot } };
  },
};
