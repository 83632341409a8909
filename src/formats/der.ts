// A little order over @sigstore/core's ASN.1 objects: each step names the tag that it demands (X.690, DER).
import { Buffer } from 'node:buffer';

import { ASN1Obj } from '@sigstore/core';

import { FormatError } from './format-error.ts';

export interface Der {
  /** Tag octet: class, constructed bit and number. */
  readonly tag: number;
  readonly value: Uint8Array;
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
  try {
    return view(ASN1Obj.parseBuffer(Buffer.from(bytes)));
  } catch {
    throw new FormatError('it is not DER');
  }
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

export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, index) => byte === b[index]);

const view = (one: ASN1Obj): Der => ({
  tag: one.tag.toDER(),
  value: one.value,
  children: one.subs.map(view),
});
