import { ORIGIN } from '../../support/image-release.ts';
import { ARM64, platformOf } from '../image-edits.ts';
import type { RegistryLie } from '../registry-lie.ts';

export const lie: RegistryLie = {
  claim: 'The index lists a platform that the registry does not have.',
  code: 'CONTENT_ABSENT',
  of: 'registry',
  told: ({ memory, release }) => {
    memory.repository(ORIGIN).content.delete(platformOf(release, ARM64));
  },
};
