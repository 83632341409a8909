import { generateKeyPairSync, sign } from 'node:crypto';

import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

// The note's text as it is, under a signature of another key with the same hint.
const signedAgain = (note: string): string => {
  const end = note.indexOf('\n\n') + 1;
  const [, line = ''] = note.slice(end).split('\n');
  const [dash = '', name = '', said = ''] = line.split(' ');
  const hint = Buffer.from(said, 'base64').subarray(0, 4);
  const signature = sign(null, Buffer.from(note.slice(0, end)), generateKeyPairSync('ed25519').privateKey);
  return `${note.slice(0, end)}\n${dash} ${name} ${Buffer.concat([hint, signature]).toString('base64')}\n`;
};

export const lie: Lie = {
  claim: 'The log’s checkpoint is signed by a key of the forger’s, in the log’s name.',
  code: 'CHECKPOINT_INVALID',
  of: 'release',
  make: async (_world, target) =>
    remake(target, {
      signing: {
        edit: ({ verificationMaterial: { tlogEntries } }) => {
          for (const { inclusionProof } of tlogEntries)
            inclusionProof.checkpoint.envelope = signedAgain(inclusionProof.checkpoint.envelope);
        },
      },
    }),
};
