// `.helmignore` (helm pkg/ignore): rules in order, the first that matches decides; a negated rule that does not match
// leaves out, as Helm has it. Own: no package follows Helm's rules, which are not git's.
import { FormatError } from '../format-error.ts';
import { decodeUtf8 } from '../json.ts';
import { escapePattern } from '../glob.ts';

/** Whether a file of the chart, by its path from the chart's directory, is left out with these rules. */
export const helmIgnore = (rules: Uint8Array | undefined): ((path: string) => boolean) => {
  const lines =
    rules === undefined
      ? []
      : decodeUtf8(rules)
          .replace(/^\ufeff/, '')
          .split('\n');
  const all = [...lines, 'templates/.?*'].flatMap(parseRule);
  const ignores = (path: string, directory: boolean): boolean => {
    for (const { negated, onlyDirectories, matches } of all) {
      const applies = (!onlyDirectories || directory) && matches(path);
      if (negated !== applies) return true;
    }
    return false;
  };
  return (path) => {
    const parts = path.split('/');
    return parts.some((_, at) => ignores(parts.slice(0, at + 1).join('/'), at < parts.length - 1));
  };
};

interface Rule {
  readonly negated: boolean;
  readonly onlyDirectories: boolean;
  readonly matches: (path: string) => boolean;
}

const parseRule = (line: string): readonly Rule[] => {
  const rule = line.trim();
  if (rule === '' || rule.startsWith('#')) return [];
  if (rule.includes('**')) throw new FormatError(`${JSON.stringify(rule)}: ** is not known to Helm`);
  const negated = rule.startsWith('!');
  const bare = negated ? rule.slice(1) : rule;
  const onlyDirectories = bare.endsWith('/');
  const pattern = onlyDirectories ? bare.slice(0, -1) : bare;
  const anchored = pattern.startsWith('/');
  const expression = match(anchored ? pattern.slice(1) : pattern);
  const whole = anchored || pattern.includes('/');
  return [
    {
      negated,
      onlyDirectories,
      matches: (path) => expression.test(whole ? path : path.slice(path.lastIndexOf('/') + 1)),
    },
  ];
};

/** A pattern of Go's filepath.Match: `*` and `?` within a segment, classes, and a backslash before what is meant itself. */
const match = (pattern: string): RegExp => {
  const source = pattern.replaceAll(
    /\\(.)|\[(\^?)((?:\\.|[^\]\\])+)\]|[*?[\\]|[^*?[\\]+/gsu,
    (token, escaped: string | undefined, not: string | undefined, inside: string | undefined) => {
      if (escaped !== undefined) return escapePattern(escaped);
      if (inside !== undefined) return `[${not ?? ''}${inside.replaceAll(/[[\]]/g, String.raw`\$&`)}]`;
      if (token === '*') return '[^/]*';
      if (token === '?') return '[^/]';
      if (token === '[' || token === '\\') throw new FormatError(`${JSON.stringify(pattern)} is no pattern`);
      return escapePattern(token);
    },
  );
  try {
    return new RegExp(`^${source}$`, 'su');
  } catch {
    throw new FormatError(`${JSON.stringify(pattern)} is no pattern`);
  }
};
