// Distinguished encoding rules, strictly (X.690): each step names the tag that it demands. Our own, because
// @sigstore/core's reader guesses what octet strings hold and drops the tags that must be looked at.
import { Buffer } from 'node:buffer';

import { FormatError } from './format-error.ts';

export interface Der {
  /** Tag octet: class, constructed bit and number. */
  readonly tag: number;
  readonly value: Uint8Array;
  /** Tag, length and value. */
  readonly whole: Uint8Array;
  readonly children: readonly Der[];
}

export const SEQUENCE = 0x30;
export const SET = 0x31;
export const INTEGER = 0x02;
export const BOOLEAN = 0x01;
export const BIT_STRING = 0x03;
export const OCTET_STRING = 0x04;
export const NULL = 0x05;
export const OBJECT_ID = 0x06;
export const UTF8_STRING = 0x0c;

/** The one value that these bytes hold. Throws `FormatError`. */
export const readDer = (bytes: Uint8Array): Der => {
  const [only, ...more] = readAll(bytes, 0);
  if (only === undefined || more.length > 0) throw new FormatError('it is not DER');
  return only;
};

const DEEPEST = 32;

const readAll = (bytes: Uint8Array, depth: number): readonly Der[] => {
  if (depth > DEEPEST) throw new FormatError('it is nested too deeply');
  const found: Der[] = [];
  for (let at = 0; at < bytes.length;) {
    const tag = bytes[at] ?? 0;
    const { length, start } = readLength(bytes, at + 1);
    const end = start + length;
    // Tag numbers above 30 take more octets, and nothing that is read here has one.
    if ((tag & 0x1f) === 0x1f || end > bytes.length) throw new FormatError('it is not DER');
    const value = bytes.subarray(start, end);
    found.push({
      tag,
      value,
      whole: bytes.subarray(at, end),
      children: (tag & CONSTRUCTED) === 0 ? [] : readAll(value, depth + 1),
    });
    at = end;
  }
  return found;
};

const CONSTRUCTED = 0x20;

// The shortest form, and never the indefinite one (X.690 section 10.1).
const readLength = (bytes: Uint8Array, at: number): { readonly length: number; readonly start: number } => {
  const first = bytes[at] ?? 0x80;
  if (first < 0x80) return { length: first, start: at + 1 };
  const count = first & 0x7f;
  const digits = bytes.subarray(at + 1, at + 1 + count);
  const length = digits.reduce((sum, digit) => sum * 256 + digit, 0);
  const shortest = count > 0 && count <= 4 && digits.length === count && digits[0] !== 0 && length >= 0x80;
  if (!shortest) throw new FormatError('it is not DER');
  return { length, start: at + 1 + count };
};

/** A constructed value of these parts. */
export const writeDer = (tag: number, parts: readonly Uint8Array[]): Uint8Array => {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const digits: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) digits.unshift(rest % 256);
  const head = length < 0x80 ? [tag, length] : [tag, 0x80 + digits.length, ...digits];
  return Buffer.concat([Uint8Array.from(head), ...parts]);
};

/** The value itself when it has this tag. */
export const tagged = (der: Der | undefined, tag: number, what: string): Der => {
  if (der?.tag !== tag) throw new FormatError(`no ${what}`);
  return der;
};

/** The children of a constructed value, of which there are from `least` to `most`. */
export const members = (
  der: Der | undefined,
  tag: number,
  what: string,
  least: number,
  most = least,
): readonly Der[] => {
  const { children } = tagged(der, tag, what);
  if (children.length < least || children.length > most) throw new FormatError(`a malformed ${what}`);
  return children;
};

/** An object identifier in dotted form. */
export const oidOf = (der: Der | undefined): string => {
  const bytes = tagged(der, OBJECT_ID, 'object identifier').value;
  const arcs: bigint[] = [];
  let arc = 0n;
  for (const byte of bytes) {
    arc = (arc << 7n) | BigInt(byte & 0x7f);
    if (byte < 0x80) {
      arcs.push(arc);
      arc = 0n;
    }
  }
  const [head = 0n, ...rest] = arcs;
  const first = head < 80n ? head / 40n : 2n;
  return [first, head - first * 40n, ...rest].join('.');
};

/** ASCII text, as names in certificates are; anything else is refused. */
export const asciiOf = (bytes: Uint8Array): string => {
  if (bytes.some((byte) => byte < 0x20 || byte > 0x7e))
    throw new FormatError('a text that is not printable ASCII');
  return String.fromCharCode(...bytes);
};

export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
