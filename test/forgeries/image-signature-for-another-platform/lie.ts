import { AMD64, ARM64, edited, platformOf, statementOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The signature of linux/amd64 says linux/arm64.',
  code: 'IMAGE_ROLE_MISMATCH',
  of: 'images',

  made: statementOf({ content: 'widget', label: AMD64, says: 'signature' }, (statement) =>
    edited(statement, (text) => text.replace(AMD64, ARM64)),
  ),
  peer: { digest: (release) => platformOf(release, AMD64) },
};
