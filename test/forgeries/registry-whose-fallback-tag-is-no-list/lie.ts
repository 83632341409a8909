import { fallbackTag } from '../../../src/adapters/registry-reader/index.ts';
import { ORIGIN } from '../../support/image-release.ts';
import { rootOf } from '../image-edits.ts';
import { about, amd64, pointTag, say } from '../registry-edits.ts';
import type { RegistryLie } from '../registry-lie.ts';

export const lie: RegistryLie = {
  claim:
    'The registry has no list of its own; the tag in its place names an image, so that nothing seems to be attached.',
  code: 'IMAGE_NOT_SIGNED',
  of: 'registry',
  told: (place) => pointTag(place, ORIGIN, fallbackTag(rootOf(place.release)), amd64(place)),
  answers: () => about({ kind: 'referrers' }, (response) => say(response, '404 page not found', {}, 404)),
};
