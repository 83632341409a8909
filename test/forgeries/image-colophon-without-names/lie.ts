import { edited } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The sealed list is attached without file names, so that nobody can tell document from signature.',
  code: 'REFERRER_MALFORMED',
  of: 'images',
  made: () => ({
    seal: (manifest) =>
      edited(manifest, (text) => text.replaceAll('org.opencontainers.image.title', 'org.example.title')),
  }),
};
