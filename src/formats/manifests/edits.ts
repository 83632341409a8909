// Values of a YAML text written anew in their place: comments, order, quotes and layout around them stay.
import type { Scalar } from 'yaml';

export interface Edit {
  readonly from: number;
  readonly to: number;
  readonly by: string;
}

/** The text with every edit made; edits do not overlap. */
export const edited = (text: string, edits: readonly Edit[]): string => {
  let at = 0;
  const parts = edits
    .toSorted((a, b) => a.from - b.from)
    .map(({ from, to, by }) => {
      const before = text.slice(at, from);
      at = to;
      return before + by;
    });
  return parts.join('') + text.slice(at);
};

/**
 * Puts a printable word without quotes or backslashes in the place of a scalar, in the quotes that it had; in double
 * quotes where there were none and YAML would take the word for something else than a text.
 */
export const editOf = (
  { range, type }: Pick<Scalar, 'range' | 'type'>,
  value: string,
  text: string,
): Edit => {
  const [from = 0, to = from] = range ?? [];
  if (type === 'QUOTE_DOUBLE') return { from, to, by: `"${value}"` };
  if (type === 'QUOTE_SINGLE') return { from, to, by: `'${value}'` };
  const word = isPlain(value) ? value : `"${value}"`;
  if (from === to) {
    // There is no value yet: it goes right behind the colon, before whatever space and comment follow.
    const end = text.slice(0, from).trimEnd().length;
    return { from: end, to: end, by: ` ${word}` };
  }
  // A block keeps the line's end that it had.
  const breaks = type === 'PLAIN' ? '' : (/(?:\r?\n)*$/.exec(text.slice(from, to))?.[0] ?? '');
  return { from, to, by: `${word}${breaks}` };
};

/** Whether an unquoted word is a text in every YAML: no number, date, truth value or empty value. */
export const isPlain = (word: string): boolean =>
  /^[A-Za-z0-9][A-Za-z0-9._/:@+-]*$/.test(word) && (/[/@]|^sha256:/.test(word) || VERSION.test(word));

const VERSION = /^v?\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]*)?$/;
