// PAX extended header records (POSIX.1-2024, pax "pax Extended Header"): `<length> <key>=<value>\n`.
import { damagedTar } from './header.ts';

/** Most bytes of records before one entry. */
export const MAX_PAX_SIZE = 64 * 1024;

/** The bytes of these records, in the order given. */
export const formatPax = (records: Iterable<readonly [key: string, value: string]>): Uint8Array =>
  new TextEncoder().encode([...records].map(([key, value]) => record(key, value)).join(''));

/** Every record by its key; fails with `ARCHIVE_DAMAGED` for a wrong length, a key that stands twice, or bytes that are not UTF-8. */
export const parsePax = (bytes: Uint8Array): ReadonlyMap<string, string> => {
  const records = new Map<string, string>();
  for (let at = 0; at < bytes.length;) {
    const space = bytes.indexOf(0x20, at);
    const digits = space === -1 ? '' : utf8(bytes.subarray(at, space));
    const length = /^[1-9][0-9]{0,5}$/.test(digits) ? Number(digits) : 0;
    const end = at + length;
    if (length === 0 || end > bytes.length || bytes[end - 1] !== 0x0a)
      throw damagedTar('has a PAX record of a wrong length');
    const text = utf8(bytes.subarray(space + 1, end - 1));
    const equals = text.indexOf('=');
    const key = text.slice(0, equals);
    if (equals <= 0 || records.has(key))
      throw damagedTar('has a PAX record without a key, or one that stands twice');
    records.set(key, text.slice(equals + 1));
    at = end;
  }
  return records;
};

// The length counts its own digits.
const record = (key: string, value: string): string => {
  const rest = new TextEncoder().encode(` ${key}=${value}\n`).length;
  let length = rest + String(rest).length;
  if (rest + String(length).length !== length) length += 1;
  return `${length} ${key}=${value}\n`;
};

const utf8 = (bytes: Uint8Array): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw Object.assign(damagedTar('has a PAX record that is not UTF-8'), { cause });
  }
};
