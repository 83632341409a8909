// The tag names the commit that is released; a rehearsal without a tag says so.
import { proved, refused, type Rule, told } from '../seen.ts';

export const tagCommit: Rule = {
  name: 'tag-commit',
  claim: 'The tag names the commit that is released.',
  asks: 'git',
  run: ({ tagCommit: at }, { asked }) => {
    if (at === asked.commit) return [proved('TAG_AT_COMMIT', asked.tag, `the tag names ${asked.commit}`)];
    if (at !== undefined) {
      const message = `the tag names ${at}, and ${asked.commit} was asked for`;
      return [
        refused(
          'refuted',
          'TAG_MOVED',
          asked.tag,
          message,
          'find out who moved the tag, and release under a new version',
        ),
      ];
    }
    if (!asked.tagged && asked.mode === 'rehearsal') {
      return [told('TAG_MADE_UP', asked.tag, 'there is no such tag: the rehearsal plays it at this commit')];
    }
    return [
      refused(
        'absent',
        'TAG_MISSING',
        asked.tag,
        'there is no such tag in the repository',
        'create the tag, or fetch it',
      ),
    ];
  },
};
