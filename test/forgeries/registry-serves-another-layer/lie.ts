import { ORIGIN } from '../../support/image-release.ts';
import { AMD64, firstLayerOf, platformOf } from '../image-edits.ts';
import { about, bytesIn, say } from '../registry-edits.ts';
import type { RegistryLie } from '../registry-lie.ts';

export const lie: RegistryLie = {
  claim: 'The registry answers the digest of a layer with another layer of the same length.',
  code: 'CONTENT_DAMAGED',
  of: 'registry',
  answers: (place) => {
    const layer = firstLayerOf(place.release, ORIGIN, platformOf(place.release, AMD64));
    return about({ kind: 'blobs', reference: layer }, (response) =>
      say(response, bytesIn(place, ORIGIN, layer).toReversed()),
    );
  },
  options: { deep: true },
  peer: 'silent',
};
