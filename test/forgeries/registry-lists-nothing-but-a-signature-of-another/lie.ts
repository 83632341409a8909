import { ORIGIN, OTHER_ORIGIN } from '../../support/image-release.ts';
import { agentOf, rootOf } from '../image-edits.ts';
import { alsoIn } from '../registry-edits.ts';
import type { RegistryLie } from '../registry-lie.ts';

export const lie: RegistryLie = {
  claim: 'The registry lists, as all that is attached to the image, what is attached to another one.',
  code: 'REFERRER_OF_OTHER_SUBJECT',
  of: 'registry',
  told: (place) => {
    alsoIn(place, OTHER_ORIGIN, ORIGIN);
    const { referrers } = place.memory.repository(ORIGIN);
    referrers.set(rootOf(place.release), new Map(referrers.get(agentOf(place.release))));
  },
};
