// The tag follows `gate.tag` and holds a SemVer 2 version that an OCI registry can hold too.
import { proved, refused, type Rule } from '../seen.ts';

export const tagGrammar: Rule = {
  name: 'tag-grammar',
  claim: 'The tag follows the pattern and SemVer 2.',
  asks: 'git',
  run: ({ tag }, { asked, tag: pattern }) =>
    typeof tag === 'string'
      ? [
          refused(
            'refuted',
            'TAG_MALFORMED',
            asked.tag,
            `the tag cannot be released: ${tag}`,
            `use a tag by the pattern ${pattern} with a version such as 1.2.3 or 1.2.3-rc.1`,
          ),
        ]
      : [proved('TAG_WELL_FORMED', asked.tag, `the version is ${tag.version}`)],
};
