// A YAML 1.2 document as plain values with the place of each (yaml.org/spec/1.2.2, core schema): one document,
// no tags, no merge keys, anchors without cycles, bounded in size, depth and expansion.
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';

import type { Fault } from '../../domain/failure.ts';
import { neutral } from '../neutral.ts';

/** The most bytes that a configuration may have. */
export const MAX_CONFIGURATION_BYTES = 1_048_576;
/** Values after aliases are expanded, and how deep they may lie. */
const MAX_VALUES = 20_000;
const MAX_DEPTH = 32;

export type Path = readonly PropertyKey[];

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

interface Place {
  readonly value: number;
  readonly key: number;
  readonly braced?: string;
}

const read = (text: string, file: string): Document => {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    schema: 'core',
    merge: false,
  });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(Math.min(offset, text.length));
    return `${file}:${Math.max(line, 1)}:${Math.max(col, 1)}`;
  };
  const faults: Fault[] = [];
  const fault = (offset: number, message: string): undefined => {
    faults.push({ message, at: at(offset) });
    return undefined;
  };
  for (const { code, message, pos } of [...document.errors, ...document.warnings]) {
    fault(pos[0], syntaxMessage(code, message, text, pos[0]));
    // What follows the first fault of syntax is mostly its echo; keys that stand twice are no such fault.
    if (code !== 'DUPLICATE_KEY') break;
  }
  if (document.directives?.yaml.version !== '1.2')
    fault(0, 'YAML 1.2 is read here: leave the %YAML line out');

  const places = new Map<string, Place>();
  const locate: Locate = (path, part = 'value') => {
    for (let length = path.length; length >= 0; length -= 1) {
      const place = places.get(pathKey(path.slice(0, length)));
      if (place !== undefined) return at(length === path.length ? place[part] : place.key);
    }
    return at(0);
  };
  const braced = (path: Path): string | undefined => places.get(pathKey(path))?.braced;
  if (faults.length > 0) return { value: undefined, locate, faults, braced };

  let values = 0;
  const open = new Set<unknown>();
  const walk = (node: unknown, path: Path, keyAt: number, aliasAt: number | undefined): unknown => {
    values += 1;
    if (values > MAX_VALUES) {
      return values === MAX_VALUES + 1
        ? fault(aliasAt ?? keyAt, 'the document holds too many values')
        : undefined;
    }
    if (path.length > MAX_DEPTH) return fault(aliasAt ?? keyAt, 'the document is nested too deeply');
    if (isAlias(node)) {
      const here = node.range?.[0] ?? keyAt;
      const target = node.resolve(document);
      if (target === undefined) return fault(here, `the anchor *${neutral(node.source)} is not known`);
      if (open.has(target))
        return fault(here, `the alias *${neutral(node.source)} stands inside of what it names`);
      return walk(target, path, keyAt, aliasAt ?? here);
    }
    if (node === null || node === undefined) {
      places.set(pathKey(path), { value: keyAt, key: keyAt });
      return null;
    }
    if (!isScalar(node) && !isMap(node) && !isSeq(node)) return fault(keyAt, 'this is no YAML value');
    const own = node.range?.[0] ?? keyAt;
    const word = isMap(node) ? bracedWord(text, node.range) : undefined;
    places.set(pathKey(path), { value: own, key: keyAt, ...(word === undefined ? {} : { braced: word }) });
    if (node.tag !== undefined) return fault(own, `tags such as ${neutral(node.tag)} are not read here`);
    if (isScalar(node)) {
      if (typeof node.value === 'string' && !node.value.isWellFormed())
        return fault(own, 'this text is no Unicode text');
      return node.value;
    }
    open.add(node);
    try {
      if (isSeq(node))
        return node.items.map((item, index) => walk(item, [...path, index], offsetOf(item, own), aliasAt));
      const entries: [string, unknown][] = [];
      for (const { key, value } of node.items) {
        const keyOffset = offsetOf(key, own);
        const name = isScalar(key) ? key.value : undefined;
        if (typeof name !== 'string' || name === '__proto__') {
          const quotable = typeof name === 'number' || typeof name === 'boolean';
          fault(keyOffset, quotable ? 'a key is a text: put it in quotes' : 'this is no key');
          continue;
        }
        entries.push([name, walk(value, [...path, name], keyOffset, aliasAt)]);
      }
      return Object.fromEntries(entries);
    } finally {
      open.delete(node);
    }
  };
  const value = walk(document.contents, [], offsetOf(document.contents, 0), undefined);
  if (document.contents === null || value === null) fault(0, 'the document is empty');
  return { value, locate, faults, braced };
};

/** A path as a key of a map; indexes and names never meet. */
const pathKey = (path: Path): string => JSON.stringify(path);

const offsetOf = (node: unknown, otherwise: number): number =>
  isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? (node.range?.[0] ?? otherwise) : otherwise;

const bracedWord = (text: string, range: readonly number[] | null | undefined): string | undefined =>
  /^\{\s*([A-Za-z]+)\s*\}$/.exec(text.slice(range?.[0] ?? 0, range?.[1] ?? 0))?.[1];

/** What the parser found, in one sentence, with the usual reason where there is one. */
const syntaxMessage = (code: string, message: string, text: string, offset: number): string => {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1).split('\n', 1)[0] ?? '';
  const word = /(?:[:\-[,]\s*|^\s*)\{([A-Za-z]+)\}/.exec(line)?.[1];
  if (word !== undefined && code !== 'DUPLICATE_KEY') {
    return `an unquoted {${word}} begins a YAML map: put the whole text in quotes`;
  }
  if (code === 'DUPLICATE_KEY') return 'this key stands twice';
  if (code === 'MULTIPLE_DOCS') return 'there is more than one document in the file';
  if (code === 'TAG_RESOLVE_FAILED') return 'tags such as this one are not read here';
  return `this is no YAML: ${neutral(message)}`;
};
