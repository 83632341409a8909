import { demand } from '../registry-edits.ts';
import type { RegistryLie } from '../registry-lie.ts';

export const lie: RegistryLie = {
  claim: 'A registry on the internet says that tokens are to be had from a host in the reader’s own network.',
  code: 'REDIRECT_REFUSED',
  exit: 3,
  of: 'registry',
  far: true,
  answers:
    ({ far }) =>
    ({ request }, response) => {
      if (request.headers.authorization !== undefined) return false;
      demand(response, `Bearer realm="${far.near}/token",service="registry"`);
      return true;
    },
  // Nobody is there who would give them one.
  peer: 'silent',
};
