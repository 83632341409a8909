import { ORIGIN, OTHER_ORIGIN } from '../../support/image-release.ts';
import { edited } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'Two images of one release were signed each as the other.',
  code: 'IMAGE_ROLE_MISMATCH',
  of: 'images',

  made: () => ({
    second: true,
    statement: (statement, { content, says }) => {
      if (says !== 'signature' || content === 'greeter') return undefined;
      const [from, to] = content === 'widget' ? [ORIGIN, OTHER_ORIGIN] : [OTHER_ORIGIN, ORIGIN];
      return edited(statement, (text) => text.replaceAll(from, to));
    },
  }),
};
