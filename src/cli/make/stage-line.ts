// One line about one stage, as wide as the screen allows: its name, what there is now, how long it took.
import { neutral } from '../../formats/neutral.ts';

export interface StageLine {
  readonly name: string;
  readonly text: string;
  /** Milliseconds; absent while nothing is timed. */
  readonly ms?: number;
}

export interface Paper {
  /** Absent: as wide as it gets. */
  readonly columns: number | undefined;
  readonly color: boolean;
}

const NAME_WIDTH = 11;
const TIME_WIDTH = 9;
/** Beyond this a line is no calmer for being longer. */
const WIDEST = 84;
const NARROWEST = 24;

/** The line without its line feed; never wider than the screen, escapes not counted. */
export const stageLine = ({ name, text, ms }: StageLine, { columns, color }: Paper): string => {
  const width = Math.max(NARROWEST, Math.min(WIDEST, (columns ?? WIDEST) - 1));
  const room = width - 2 - NAME_WIDTH - TIME_WIDTH;
  const said = columns === undefined ? neutral(text) : shorten(neutral(text), room);
  const time = ms === undefined ? '' : duration(ms).padStart(TIME_WIDTH);
  const gap = ' '.repeat(Math.max(0, room - widthOf(said)));
  const [dim, plain] = color ? ['\x1b[2m', '\x1b[0m'] : ['', ''];
  return `  ${name.padEnd(NAME_WIDTH)}${said}${time === '' ? '' : `${gap}${dim}${time}${plain}`}`;
};

/** `0.2 s`, `14.1 s`, `3 min 20 s`. */
export const duration = (ms: number): string => {
  const seconds = ms / 1000;
  if (seconds < 100) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)}m ${String(Math.floor(seconds % 60)).padStart(2, '0')}s`;
};

/** The text in at most `room` columns; what is left out is an ellipsis. */
export const shorten = (text: string, room: number): string => {
  if (widthOf(text) <= room) return text;
  let kept = '';
  let width = 1;
  for (const character of text) {
    width += widthOf(character);
    if (width > room) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
};

/** Columns that a text takes: East Asian wide characters and most symbols beyond the BMP take two. */
export const widthOf = (text: string): number => {
  let width = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    width += isMark(character) ? 0 : isWide(point) ? 2 : 1;
  }
  return width;
};

const isMark = (character: string): boolean => /^\p{M}$/u.test(character);

const isWide = (point: number): boolean =>
  (point >= 0x1100 && point <= 0x115f) ||
  (point >= 0x2e80 && point <= 0xa4cf) ||
  (point >= 0xac00 && point <= 0xd7a3) ||
  (point >= 0xf900 && point <= 0xfaff) ||
  (point >= 0xfe30 && point <= 0xfe6f) ||
  (point >= 0xff00 && point <= 0xff60) ||
  (point >= 0xffe0 && point <= 0xffe6) ||
  point >= 0x1f300;
