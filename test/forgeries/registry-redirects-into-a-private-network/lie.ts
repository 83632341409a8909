import { sendingOn } from '../registry-edits.ts';
import type { RegistryLie } from '../registry-lie.ts';

export const lie: RegistryLie = {
  claim: 'A registry on the internet sends the reader of the manifest to a host in the reader’s own network.',
  code: 'REDIRECT_REFUSED',
  exit: 3,
  of: 'registry',
  far: true,
  answers: (place) => sendingOn(place, place.far.near),
};
