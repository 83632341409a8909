import { ORIGIN } from '../../support/image-release.ts';
import { imageOf } from '../image-edits.ts';
import { IMAGE_TAG } from '../image-world.ts';
import { pointTag } from '../registry-edits.ts';
import type { RegistryLie } from '../registry-lie.ts';

export const lie: RegistryLie = {
  claim: 'The tag of this version names the image of the version before it, truly signed.',
  code: 'TAG_MISMATCH',
  of: 'registry',
  told: async (place) => {
    const before = await place.previous();
    const { content, referrers } = before.memory.repository(ORIGIN);
    const here = place.memory.repository(ORIGIN);
    for (const [digest, bytes] of content) here.content.set(digest, bytes);
    for (const [subject, list] of referrers) here.referrers.set(subject, list);
    pointTag(place, ORIGIN, IMAGE_TAG, imageOf(before, 'widget'));
  },
};
