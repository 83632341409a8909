import { ORIGIN } from '../../support/image-release.ts';
import { forget, referrerOf } from '../image-edits.ts';
import type { RegistryLie } from '../registry-lie.ts';

export const lie: RegistryLie = {
  claim: 'The registry lists everything but the provenance, so that nobody asks where the image comes from.',
  code: 'REFERRER_STRIPPED',
  of: 'registry',
  told: ({ memory, release }) => forget({ memory }, ORIGIN, referrerOf(release).digest),
};
