// Globs over paths and names: `*` and `?` stay within a segment, `**` crosses segments; nothing else is special.

/** A test whether a whole text matches the pattern; case matters. */
export const glob = (pattern: string): ((text: string) => boolean) => {
  const source = pattern.replaceAll(
    /\*\*\/|\*\*|\*|\?|[^*?]+/g,
    (token) => TOKENS[token] ?? escapePattern(token),
  );
  const expression = new RegExp(`^${source}$`, 'su');
  return (text) => expression.test(text);
};

/** Whether a pattern holds a wildcard at all. */
export const isGlob = (pattern: string): boolean => /[*?]/.test(pattern);

const TOKENS: Readonly<Record<string, string>> = {
  '**/': '(?:[^/]+/)*',
  '**': '.*',
  '*': '[^/]*',
  '?': '[^/]',
};

/** A text as a pattern for exactly itself (`RegExp.escape` is not there on Node 22). */
export const escapePattern = (text: string): string =>
  text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
