// The few DER shapes for which the ASN.1 packages have no schema (X.690 section 8).
import { Buffer } from 'node:buffer';

const UTF8_STRING = 0x0c;
export const OCTET_STRING = 0x04;
export const SEQUENCE = 0x30;
export const SET = 0x31;

/** One tag, length and value. */
export const der = (tag: number, ...content: readonly Uint8Array[]): Uint8Array => {
  const value = Buffer.concat(content);
  return new Uint8Array(Buffer.concat([Uint8Array.of(tag), lengthOf(value.length), value]));
};

/** A UTF8String. */
export const utf8 = (text: string): Uint8Array => der(UTF8_STRING, Buffer.from(text, 'utf8'));

const lengthOf = (length: number): Uint8Array => {
  if (length < 0x80) return Uint8Array.of(length);
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(length);
  const significant = bytes.subarray(bytes.findIndex((byte) => byte !== 0));
  return Buffer.concat([Uint8Array.of(0x80 | significant.length), significant]);
};

/** A copy of exactly these bytes: the ASN.1 packages take whole ArrayBuffers, Node's buffers are slices of a pool. */
export const arrayBuffer = (bytes: Uint8Array): ArrayBuffer => {
  const copy = new ArrayBuffer(bytes.length);
  new Uint8Array(copy).set(bytes);
  return copy;
};
