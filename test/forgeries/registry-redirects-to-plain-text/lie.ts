import { sendingOn } from '../registry-edits.ts';
import type { RegistryLie } from '../registry-lie.ts';

export const lie: RegistryLie = {
  claim:
    'An encrypted registry sends the reader of the manifest to a place that is not, where anybody on the way may change it.',
  code: 'REDIRECT_REFUSED',
  exit: 3,
  of: 'registry',
  far: true,
  answers: (place) => sendingOn(place, `http://${place.host}`),
};
