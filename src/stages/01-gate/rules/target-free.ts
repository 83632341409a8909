// What is on the forge under this tag is nothing, or this very release (trust.md 5).
import { proved, refused, type Rule } from '../seen.ts';

export const targetFree: Rule = {
  name: 'target',
  claim: 'The name is free, or carries this release.',
  asks: 'forge',
  run: ({ target }, { asked }) => {
    switch (target.state) {
      case 'new':
        return [proved('TARGET_FREE', asked.tag, target.message)];
      case 'taken':
        return [
          refused(
            'refuted',
            'TARGET_TAKEN',
            asked.tag,
            target.message,
            'look at what is there; release under a new version, or remove it by hand if it is yours and unpublished',
          ),
        ];
      default:
        return [proved('TARGET_OURS', asked.tag, target.message)];
    }
  },
};
