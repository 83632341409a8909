// Canonical JSON: RFC 8785 for what we write (strings, booleans, whole numbers, null, arrays, objects).

export type Json =
  string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

/**
 * The one text of a value: keys sorted by UTF-16 code units, no insignificant space, members that are
 * `undefined` left out. Throws a `TypeError` for fractions, unsafe integers and lone surrogates:
 * nothing that we sign holds them.
 */
export const canonicalText = (value: unknown): string => {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return text(value);
  if (typeof value === 'number') return whole(value);
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  if (typeof value === 'object') return object(value as Readonly<Record<string, unknown>>);
  throw new TypeError(`canonical JSON holds no ${typeof value}`);
};

/** The UTF-8 bytes of `canonicalText`. */
export const canonicalJson = (value: unknown): Uint8Array => new TextEncoder().encode(canonicalText(value));

const text = (value: string): string => {
  if (!value.isWellFormed()) throw new TypeError('canonical JSON holds no lone surrogates');
  return JSON.stringify(value);
};

const whole = (value: number): string => {
  if (!Number.isSafeInteger(value)) throw new TypeError('canonical JSON holds whole numbers only');
  return String(value === 0 ? 0 : value);
};

const object = (value: Readonly<Record<string, unknown>>): string =>
  `{${Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort()
    .map((key) => `${text(key)}:${canonicalText(value[key])}`)
    .join(',')}}`;
