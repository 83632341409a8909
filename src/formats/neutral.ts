// Makes untrusted text harmless to look at: terminal escapes, C0 and C1 controls, bidi controls and
// invisible characters become visible escapes (Unicode general categories Cc, Cf, Zl, Zp, Cs).

// What nearly every text consists of.
const PLAIN = /^[\x20-\x7e\u00b7\u2013\u2014\u2018\u2019\u201c\u201d\u2026\u2713\u2717]*$/;
const PLAIN_SCREEN = /^[\n\x20-\x7e\u00b7\u2013\u2014\u2018\u2019\u201c\u201d\u2026\u2713\u2717]*$/;
// All others. Within functions, because the tables behind these classes are built, in milliseconds, where they stand.
const unseen = (): RegExp => /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
// A line feed and "select graphic rendition" are what our own screens consist of.
const unseenButLayout = (): RegExp => /(\n|\x1b\[[0-9;]*m)|[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/**
 * One line of text that prints as it reads: every character that would move the cursor, reorder or hide
 * others is written as `\n`, `\t`, `\r`, `\x1b` or `\u{202e}`. What prints already is left alone.
 */
export const neutral = (text: string): string =>
  PLAIN.test(text) ? text : text.replaceAll(unseen(), escaped);

/**
 * The same for a whole screen of our own: line feeds stay; colours stay with `color` and are left out without.
 * A last line of defence; untrusted parts go through `neutral` before they are placed.
 */
export const neutralScreen = (screen: string, color: boolean): string =>
  PLAIN_SCREEN.test(screen)
    ? screen
    : screen.replaceAll(unseenButLayout(), (found: string, layout: string | undefined) =>
        layout === undefined ? neutral(found) : layout === '\n' || color ? layout : '',
      );

/** The same for a JSON text, without changing what it says: such characters become `\uXXXX` escapes. */
export const neutralJson = (json: string): string =>
  PLAIN_SCREEN.test(json)
    ? json
    : json.replaceAll(unseen(), (found) =>
        found === '\n' ? found : Array.from({ length: found.length }, (_, at) => unit(found, at)).join(''),
      );

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const escaped = (character: string): string => {
  const point = character.codePointAt(0) ?? 0;
  return (
    SHORT[character] ??
    (point < 0x100 ? `\\x${point.toString(16).padStart(2, '0')}` : `\\u{${point.toString(16)}}`)
  );
};

const unit = (text: string, at: number): string => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`;
