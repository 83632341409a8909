import { ORIGIN } from '../../support/image-release.ts';
import type { RegistryLie } from '../registry-lie.ts';

export const lie: RegistryLie = {
  claim: 'The image was copied by a tool that leaves behind everything that is attached to it.',
  code: 'IMAGE_NOT_SIGNED',
  of: 'registry',
  told: ({ memory }) => memory.repository(ORIGIN).referrers.clear(),
};
