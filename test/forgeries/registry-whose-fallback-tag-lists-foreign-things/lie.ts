import { ORIGIN, OTHER_ORIGIN } from '../../support/image-release.ts';
import { agentOf, rootOf } from '../image-edits.ts';
import { about, alsoIn, listByTag, say } from '../registry-edits.ts';
import type { RegistryLie } from '../registry-lie.ts';

export const lie: RegistryLie = {
  claim:
    'The registry has no list of its own; the tag in its place lists beside the true ones the signature over another image.',
  code: 'REFERRER_UNLISTED',
  of: 'registry',
  told: (place) => {
    alsoIn(place, OTHER_ORIGIN, ORIGIN);
    const { referrers } = place.memory.repository(ORIGIN);
    const [foreign] = referrers.get(agentOf(place.release))?.values() ?? [];
    listByTag(place, ORIGIN, rootOf(place.release), foreign === undefined ? [] : [foreign]);
  },
  answers: () => about({ kind: 'referrers' }, (response) => say(response, '404 page not found', {}, 404)),
};
