import { type KeyObject, sign } from 'node:crypto';

import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

// Another origin in the first line, truly signed by the log's key under that name.
const ofAnother = (note: string, key: KeyObject): string => {
  const text = note.slice(0, note.indexOf('\n\n') + 1).replace(/^.*\n/, 'other.example\n');
  const hint = Buffer.from(/ (\S+)\n$/.exec(note)?.[1] ?? '', 'base64').subarray(0, 4);
  const signature = sign(null, Buffer.from(text), key);
  return `${text}\n\u2014 other.example ${Buffer.concat([hint, signature]).toString('base64')}\n`;
};

export const lie: Lie = {
  claim: 'The checkpoint is signed by the true key, and speaks of another log’s tree.',
  code: 'CHECKPOINT_INVALID',
  of: 'release',
  make: async (_world, target) =>
    remake(target, {
      signing: {
        edit: ({ verificationMaterial: { tlogEntries } }) => {
          for (const { inclusionProof } of tlogEntries)
            inclusionProof.checkpoint.envelope = ofAnother(
              inclusionProof.checkpoint.envelope,
              target.keys.log,
            );
        },
      },
    }),
};
