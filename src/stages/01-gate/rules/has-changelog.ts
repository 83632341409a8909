// The changelog that `notes.from` names has a section for this version; demanded of stable versions only.
import { isPrerelease } from '../../../formats/tag.ts';
import { proved, refused, type Rule, told } from '../seen.ts';

export const hasChangelog: Rule = {
  name: 'changelog',
  claim: 'The changelog has a section for this version.',
  asks: 'git',
  run: ({ changelog, tag }, { changelog: named, asked }) => {
    const path = changelog?.path ?? named;
    if (path === undefined) return [];
    if (changelog?.hasSection === true)
      return [proved('CHANGELOG_HAS_SECTION', path, `it has a section for ${asked.tag}`)];
    const version = typeof tag === 'string' ? asked.tag : tag.version;
    if (changelog === undefined) {
      const remedy = 'commit it, or correct notes.from';
      return [refused('absent', 'CHANGELOG_HAS_NO_SECTION', path, 'this file is not in the commit', remedy)];
    }
    const message = `there is no section for ${version}${asked.tagged ? '' : ': the notes come from [Unreleased]'}`;
    if (named === undefined || !asked.tagged || typeof tag === 'string' || isPrerelease(tag)) {
      return [told('CHANGELOG_HAS_NO_SECTION', path, message)];
    }
    const remedy = `write a section "## [${version}]" and tag the commit that has it`;
    return [refused('absent', 'CHANGELOG_HAS_NO_SECTION', path, message, remedy)];
  },
};
