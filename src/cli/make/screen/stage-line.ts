// One line about one stage, as wide as the screen allows: its name, what there is now, how long it took.
import { neutral } from '../../../formats/neutral.ts';

export interface StageLine {
  readonly name: string;
  readonly text: string;
  /** Milliseconds; absent while nothing is timed. */
  readonly ms?: number;
  readonly failed?: true;
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
/** Columns left free, so that a `^C` that the terminal echoes does not break the line. */
const EDGE = 3;

/** The line of a stage that runs, without a line feed: shortened to the screen, escapes not counted. */
export const stageLine = (line: StageLine, paper: Paper): string =>
  laidOut(line, paper, [shorten(neutral(line.text), roomOf(paper))]).join('\n');

/** The lines of a stage that has ended: what does not fit goes on below, under its beginning. */
export const stageLines = (line: StageLine, paper: Paper): readonly string[] =>
  laidOut(
    line,
    paper,
    paper.columns === undefined ? [neutral(line.text)] : wrap(neutral(line.text), roomOf(paper)),
  );

const laidOut = (
  { name, ms, failed }: StageLine,
  paper: Paper,
  [first = '', ...rest]: readonly string[],
): readonly string[] => {
  const [red, dim, plain] = paper.color ? ['\x1b[31m', '\x1b[2m', '\x1b[0m'] : ['', '', ''];
  const said = failed === true ? `${red}${first}${plain}` : first;
  const gap = ' '.repeat(Math.max(0, roomOf(paper) - widthOf(first)));
  const time = ms === undefined ? '' : `${gap}${dim}${duration(ms).padStart(TIME_WIDTH)}${plain}`;
  return [
    `  ${name.padEnd(NAME_WIDTH)}${said}${time}`,
    ...rest.map((text) => `  ${' '.repeat(NAME_WIDTH)}${text}`),
  ];
};

const roomOf = ({ columns }: Paper): number =>
  Math.max(NARROWEST, Math.min(WIDEST, (columns ?? WIDEST) - EDGE)) - 2 - NAME_WIDTH - TIME_WIDTH;

/** Words in lines of at most `room` columns; a word that is longer is broken. */
export const wrap = (text: string, room: number): readonly string[] => {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((long) => broken(long, room))) {
    if (line !== '' && widthOf(line) + 1 + widthOf(word) > room) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
};

const broken = (word: string, room: number): readonly string[] => {
  const pieces: string[] = [''];
  for (const character of word) {
    const last = pieces.at(-1) ?? '';
    if (widthOf(last) + widthOf(character) > room) pieces.push(character);
    else pieces[pieces.length - 1] = last + character;
  }
  return pieces;
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
