// Texts that others wrote, placed in Markdown so that they read as they are (CommonMark 0.31, 2.4 and 6.1).
import { neutral } from '../../formats/neutral.ts';

/** Plain text inside a paragraph or a list item: no character of it is markup. */
export const inline = (text: string): string =>
  neutral(text.trim()).replaceAll(/[\\`*_{}[\]<>|~&!#]/g, '\\$&');

/** Text as code, in a table cell too. */
export const code = (text: string): string => {
  const shown = neutral(text).replaceAll('|', '\\|');
  const fence = '`'.repeat(Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length)) + 1);
  return fence.length === 1 ? `\`${shown}\`` : `${fence} ${shown} ${fence}`;
};
