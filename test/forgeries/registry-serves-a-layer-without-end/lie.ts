import { ORIGIN } from '../../support/image-release.ts';
import { AMD64, firstLayerOf, platformOf } from '../image-edits.ts';
import { about, endless } from '../registry-edits.ts';
import type { RegistryLie } from '../registry-lie.ts';

export const lie: RegistryLie = {
  claim: 'A layer goes on and on, until the reader’s disk is full.',
  code: 'CONTENT_DAMAGED',
  of: 'registry',
  answers: ({ release }) =>
    about(
      { kind: 'blobs', reference: firstLayerOf(release, ORIGIN, platformOf(release, AMD64)) },
      (response) => endless(response, {}),
    ),
  options: { deep: true },
  peer: 'silent',
};
