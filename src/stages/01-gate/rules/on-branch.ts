// The commit lies on a release branch: exact names or globs, never parts of names.
import { proved, refused, type Rule, told } from '../seen.ts';

export const onBranch: Rule = {
  name: 'on-branch',
  claim: 'The commit is on a release branch.',
  asks: 'git',
  run: ({ branches, wanted, commit }, { asked }) => {
    const holding = branches.find(({ holds }) => holds);
    if (holding !== undefined) {
      return [proved('TAG_ON_BRANCH', asked.tag, `${commit.id} is on the branch ${holding.name}`)];
    }
    const names = wanted.join(', ');
    if (!asked.tagged && asked.mode === 'rehearsal') {
      const message = `${commit.id} is not on ${names} yet: the rehearsal plays it as merged`;
      return [told('NOT_ON_BRANCH_YET', asked.tag, message)];
    }
    const message =
      branches.length === 0 ? `there is no branch ${names} here` : `${commit.id} is not on ${names}`;
    return [
      refused(
        'refuted',
        'TAG_NOT_ON_BRANCH',
        asked.tag,
        message,
        'merge the commit and tag it on the release branch, or name the branch in gate.branch',
      ),
    ];
  },
};
