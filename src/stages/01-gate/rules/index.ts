// What a release is refused for: one line a rule, judged all at once.
import type { Rule } from '../seen.ts';
import { checked } from './checked.ts';
import { hasChangelog } from './has-changelog.ts';
import { namesFree } from './names-free.ts';
import { onBranch } from './on-branch.ts';
import { protectedByRules } from './protected.ts';
import { reviewed } from './reviewed.ts';
import { tagCommit } from './tag-commit.ts';
import { tagGrammar } from './tag-grammar.ts';
import { targetFree } from './target-free.ts';

export const rules: readonly Rule[] = [
  tagGrammar, // follows the pattern and SemVer 2
  tagCommit, // names the commit that is released
  onBranch, // which is on a release branch
  reviewed, // every change was approved by somebody else
  checked, // the checks on this commit succeeded
  protectedByRules, // which rules of the forge are in force
  hasChangelog, // the changelog has a section for the version
  targetFree, // nothing else stands under this name
  namesFree, // nor under those of images and charts
];
