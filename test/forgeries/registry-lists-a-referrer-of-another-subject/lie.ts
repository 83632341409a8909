import { ORIGIN, OTHER_ORIGIN } from '../../support/image-release.ts';
import { agentOf, rootOf } from '../image-edits.ts';
import { alsoIn } from '../registry-edits.ts';
import type { RegistryLie } from '../registry-lie.ts';

export const lie: RegistryLie = {
  claim: 'The registry lists a signature over another image of the release as one over this one.',
  code: 'REFERRER_UNLISTED',
  of: 'registry',
  told: (place) => {
    alsoIn(place, OTHER_ORIGIN, ORIGIN);
    const { referrers } = place.memory.repository(ORIGIN);
    const [foreign] = referrers.get(agentOf(place.release)) ?? [];
    if (foreign !== undefined) referrers.get(rootOf(place.release))?.set(...foreign);
  },
};
