// Strict, bounded JSON (RFC 8259, I-JSON of RFC 7493): no duplicate keys, no lone surrogates, bounded size and depth.
import { canonicalText, type Json } from './canonical-json.ts';
import { FormatError } from './format-error.ts';

export interface JsonLimits {
  /** The most bytes. */
  readonly bytes: number;
  /** The deepest nesting; 64 unless given. */
  readonly depth?: number;
}

/**
 * The value that these UTF-8 bytes hold. Throws `FormatError` for what is too large or too deep, no UTF-8,
 * no JSON, or holds a duplicate key, a lone surrogate or a number that a double cannot hold.
 */
export const parseJson = (bytes: Uint8Array, { bytes: most, depth = 64 }: JsonLimits): Json => {
  if (bytes.length > most) throw new FormatError(`larger than ${most} bytes`);
  return read(decodeUtf8(bytes), depth);
};

/** The same for bytes that must be the one canonical form of what they say (RFC 8785). */
export const parseCanonicalJson = (bytes: Uint8Array, limits: JsonLimits): Json => {
  if (bytes.length > limits.bytes) throw new FormatError(`larger than ${limits.bytes} bytes`);
  const text = decodeUtf8(bytes);
  const value = read(text, limits.depth ?? 64);
  if (canonical(value) !== text) throw new FormatError('it is not canonical JSON');
  return value;
};

/** UTF-8 without a byte order mark, strictly. */
export const decodeUtf8 = (bytes: Uint8Array): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new FormatError('it is not UTF-8');
  }
};

const read = (text: string, depth: number): Json =>
  readMinimal(text, depth) ?? new Reader(text, depth).document();

/**
 * The engine's own parser, for a document that it writes again to the letter: such a one has no key twice, for that
 * would be lost. Nearly all of ours are so. All others, good or bad, are read character by character.
 */
const readMinimal = (text: string, depth: number): Json | undefined => {
  // The one thing refused here that survives being read and written: an escaped lone surrogate.
  if (text.includes('\\ud')) return undefined;
  try {
    const value = JSON.parse(text) as Json;
    return isWithin(value, depth) && JSON.stringify(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
};

const isWithin = (value: Json | undefined, depth: number): boolean =>
  depth >= 0 &&
  (typeof value !== 'object' ||
    value === null ||
    Object.values(value).every((inner: Json | undefined) => isWithin(inner, depth - 1)));

const canonical = (value: Json): string | undefined => {
  try {
    return canonicalText(value);
  } catch {
    return undefined;
  }
};

const SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
// A text up to its closing quote: no raw controls, only the escapes that JSON knows. Unrolled, so that a long text
// needs no step back.
const TEXT = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y;

/** A position in one text; a class because it moves. */
class Reader {
  readonly #text: string;
  readonly #depth: number;
  #at = 0;

  constructor(text: string, depth: number) {
    this.#text = text;
    this.#depth = depth;
  }

  document(): Json {
    const value = this.#value(0);
    this.#space();
    if (this.#at < this.#text.length) throw this.#fault('something follows the document');
    return value;
  }

  #value(depth: number): Json {
    if (depth > this.#depth) throw this.#fault(`nested deeper than ${this.#depth}`);
    this.#space();
    const first = this.#text[this.#at];
    if (first === '{') return this.#object(depth);
    if (first === '[') return this.#list(depth);
    if (first === '"') return this.#string();
    if (first === 't') return this.#word('true', true);
    if (first === 'f') return this.#word('false', false);
    if (first === 'n') return this.#word('null', null);
    return this.#number();
  }

  #object(depth: number): Json {
    // A plain property named __proto__ must stay a property.
    const members: [string, Json][] = [];
    const seen = new Set<string>();
    this.#at += 1;
    if (this.#ends('}')) return {};
    do {
      this.#space();
      const key = this.#string();
      if (seen.has(key)) throw this.#fault(`the key ${JSON.stringify(key)} stands twice`);
      seen.add(key);
      this.#space();
      this.#expect(':');
      members.push([key, this.#value(depth + 1)]);
    } while (this.#continues('}'));
    return Object.fromEntries(members);
  }

  #list(depth: number): Json {
    const items: Json[] = [];
    this.#at += 1;
    if (this.#ends(']')) return items;
    do items.push(this.#value(depth + 1));
    while (this.#continues(']'));
    return items;
  }

  #string(): string {
    const raw = this.#match(TEXT);
    if (raw === undefined) throw this.#fault('a text was expected');
    const value = raw.includes('\\') ? (JSON.parse(raw) as string) : raw.slice(1, -1);
    if (!value.isWellFormed()) throw this.#fault('a text holds a lone surrogate');
    return value;
  }

  #number(): number {
    const raw = this.#match(NUMBER);
    if (raw === undefined || raw === '') throw this.#fault('a value was expected');
    const value = Number(raw);
    if (!Number.isFinite(value)) throw this.#fault('a number is too large');
    return value;
  }

  #word<T>(word: string, value: T): T {
    if (!this.#text.startsWith(word, this.#at)) throw this.#fault('a value was expected');
    this.#at += word.length;
    return value;
  }

  #ends(close: string): boolean {
    this.#space();
    if (this.#text[this.#at] !== close) return false;
    this.#at += 1;
    return true;
  }

  #continues(close: string): boolean {
    if (this.#ends(close)) return false;
    this.#expect(',');
    return true;
  }

  #expect(character: string): void {
    if (this.#text[this.#at] !== character) throw this.#fault(`${character} was expected`);
    this.#at += 1;
  }

  #space(): void {
    this.#match(SPACE);
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #fault(why: string): FormatError {
    return new FormatError(`${why} at character ${this.#at + 1}`);
  }
}
