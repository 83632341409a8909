// Narrows a JSON value field by field: what is missing, unknown or of another type is a `FormatError` with its place.
import { Buffer } from 'node:buffer';

import { type Digest, isDigest } from '../domain/digest.ts';
import { FormatError } from './format-error.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** An object, whatever it holds. */
export const object = (value: unknown, at: string): Fields => {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new FormatError('no object', at);
  return value as Fields;
};

/** An object that holds every required field and, beside the optional ones, nothing else. */
export const exactly = (
  value: unknown,
  at: string,
  required: readonly string[],
  optional: readonly string[] = [],
): Fields => {
  const fields = object(value, at);
  const missing = required.find((name) => !Object.hasOwn(fields, name));
  if (missing !== undefined) throw new FormatError(`${missing} is missing`, at);
  const unknown = Object.keys(fields).find((name) => !required.includes(name) && !optional.includes(name));
  if (unknown !== undefined) throw new FormatError(`the field ${JSON.stringify(unknown)} is unknown`, at);
  return fields;
};

export const list = <T>(
  value: unknown,
  at: string,
  item: (value: unknown, at: string) => T,
  most = 65_536,
): readonly T[] => {
  if (!Array.isArray(value)) throw new FormatError('no list', at);
  if (value.length > most) throw new FormatError(`more than ${most} items`, at);
  return value.map((one, index) => item(one, `${at}[${index}]`));
};

export const text = (value: unknown, at: string): string => {
  if (typeof value !== 'string') throw new FormatError('no text', at);
  return value;
};

export const filled = (value: unknown, at: string): string => {
  if (text(value, at) === '') throw new FormatError('an empty text', at);
  return value as string;
};

export const one = <T extends string>(value: unknown, at: string, of: readonly T[]): T => {
  const found = of.find((word) => word === value);
  if (found === undefined) throw new FormatError(`not ${of.slice(0, 4).join(', ')}`, at);
  return found;
};

export const flag = (value: unknown, at: string): boolean => {
  if (typeof value !== 'boolean') throw new FormatError('neither true nor false', at);
  return value;
};

export const whole = (value: unknown, at: string): number => {
  if (!Number.isSafeInteger(value) || (value as number) < 0) throw new FormatError('no whole number', at);
  return value as number;
};

export const digest = (value: unknown, at: string): Digest => {
  if (!isDigest(value)) throw new FormatError('no SHA-256 digest', at);
  return value;
};

export const matching = (value: unknown, at: string, pattern: RegExp, what: string): string => {
  if (!pattern.test(text(value, at))) throw new FormatError(`no ${what}`, at);
  return value as string;
};

/** Padded base64 of the standard alphabet, in its one encoding. */
export const base64 = (value: unknown, at: string): Uint8Array => {
  const bytes = Buffer.from(text(value, at), 'base64');
  if (bytes.toString('base64') !== value) throw new FormatError('no canonical base64', at);
  return bytes;
};

/** The field if it is there, read so. */
export const maybe = <T>(
  fields: Fields,
  name: string,
  at: string,
  read: (value: unknown, at: string) => T,
): T | undefined => (Object.hasOwn(fields, name) ? read(fields[name], `${at}.${name}`) : undefined);
