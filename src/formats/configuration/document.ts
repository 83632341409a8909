// A YAML 1.2 document as plain values with the place of each (yaml.org/spec/1.2.2, core schema): one document,
// no tags, no merge keys, anchors without cycles, bounded in size, depth and expansion.
import { Lexer, LineCounter, parseDocument } from 'yaml';

import type { Fault } from '../../domain/failure.ts';
import { neutral } from '../neutral.ts';
import { type Path, pathKey, readValues } from './values.ts';

/** The most bytes that a configuration may have. */
export const MAX_CONFIGURATION_BYTES = 1_048_576;
/** Words of YAML, and brackets or dashes within one another, that the parser is given: it takes its time with more. */
const MAX_TOKENS = 100_000;
const MAX_OPEN = 64;

export type { Path } from './values.ts';

/** Finds the place, `file:line:column`, of a value or, with `key`, of the key that names it. */
export type Locate = (path: Path, part?: 'value' | 'key') => string;

/** What was read, or everything that is wrong with it; `locate` works in both cases. */
export interface Document {
  readonly value: unknown;
  readonly locate: Locate;
  readonly faults: readonly Fault[];
  /** Whether the value at this path was written as an unquoted `{word}`, and with which word. */
  readonly braced: (path: Path) => string | undefined;
}

/** Reads YAML bytes; `file` is the name that places begin with. Never throws for what the bytes hold. */
export const parseDocumentBytes = (bytes: Uint8Array, file: string): Document => {
  const start = `${file}:1:1`;
  if (bytes.length > MAX_CONFIGURATION_BYTES) {
    return broken(start, `the document is larger than ${MAX_CONFIGURATION_BYTES} bytes`);
  }
  const text = decoded(bytes);
  if (typeof text !== 'string')
    return broken(`${file}:${text.line}:${text.column}`, 'the document is not UTF-8');
  const size = bounded(text);
  if (size !== undefined) return broken(start, size);
  try {
    return read(text, file);
  } catch (error) {
    if (error instanceof RangeError) return broken(start, 'the document is nested too deeply');
    throw error;
  }
};

const broken = (at: string, message: string): Document => ({
  value: undefined,
  locate: () => at,
  faults: [{ message, at }],
  braced: () => undefined,
});

const decoded = (bytes: Uint8Array): string | { readonly line: number; readonly column: number } => {
  const strict = new TextDecoder('utf-8', { fatal: true });
  try {
    return strict.decode(bytes);
  } catch {
    // No byte of a longer sequence is a line feed, so lines can be judged one by one.
    let line = 1;
    for (let from = 0; from <= bytes.length; line += 1) {
      const feed = bytes.indexOf(10, from);
      const part = bytes.subarray(from, feed < 0 ? bytes.length : feed);
      try {
        strict.decode(part);
      } catch {
        return { line, column: new TextDecoder().decode(part).indexOf('\ufffd') + 1 };
      }
      if (feed < 0) break;
      from = feed + 1;
    }
    return { line, column: 1 };
  }
};

/** Why a text is more than a configuration can be, told from its words alone, in linear time. */
const bounded = (text: string): string | undefined => {
  let tokens = 0;
  let open = 0;
  let dashes = 0;
  for (const token of new Lexer().lex(text)) {
    tokens += 1;
    if (token === '[' || token === '{') open += 1;
    else if (token === ']' || token === '}') open -= 1;
    else if (token === '-' || token === '?') dashes += 1;
    else if (token === '\n') dashes = 0;
    if (open > MAX_OPEN || dashes > MAX_OPEN) return 'the document is nested too deeply';
    if (tokens > MAX_TOKENS) return 'the document holds too many values';
  }
  return undefined;
};

const read = (text: string, file: string): Document => {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    schema: 'core',
    merge: false,
    // The parser's own way compares each key with all others; `readValues` looks for them.
    uniqueKeys: false,
  });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(Math.min(offset, text.length));
    return `${file}:${Math.max(line, 1)}:${Math.max(col, 1)}`;
  };
  // What follows the first fault of syntax is mostly its echo.
  const [first] = [...document.errors, ...document.warnings];
  if (first !== undefined) {
    return broken(at(first.pos[0]), syntaxMessage(first.code, first.message, text, first.pos[0]));
  }
  if (document.directives?.yaml.version !== '1.2') {
    return broken(at(0), 'YAML 1.2 is read here: leave the %YAML line out');
  }
  const { value, places, faults } = readValues(document, text);
  if (value === null && faults.length === 0) return broken(at(0), 'the document is empty');
  const locate: Locate = (path, part = 'value') => {
    for (let length = path.length; length >= 0; length -= 1) {
      const place = places.get(pathKey(path.slice(0, length)));
      if (place !== undefined) return at(length === path.length ? place[part] : place.key);
    }
    return at(0);
  };
  return {
    value,
    locate,
    faults: faults.map(({ offset, message }) => ({ message, at: at(offset) })),
    braced: (path) => places.get(pathKey(path))?.braced,
  };
};

/** What the parser found, in one sentence, with the usual reason where there is one. */
const syntaxMessage = (code: string, message: string, text: string, offset: number): string => {
  if (code === 'MULTIPLE_DOCS') return 'there is more than one document in the file';
  if (code === 'TAG_RESOLVE_FAILED') return 'tags such as this one are not read here';
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1).split('\n', 1)[0] ?? '';
  const word = /(?:[:\-[,]\s*|^\s*)\{([A-Za-z]+)\}/.exec(line)?.[1];
  return word === undefined
    ? `this is no YAML: ${neutral(message)}`
    : `an unquoted {${word}} begins a YAML map: put the whole text in quotes`;
};
