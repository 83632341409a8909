// One tar header block (POSIX.1-2024, pax "ustar Interchange Format"): written and read strictly.
import { Failure } from '../../domain/failure.ts';

export const BLOCK = 512;
/** A ustar size has eleven octal digits; larger needs a PAX record. */
export const MAX_USTAR_SIZE = 0o77777777777;
/** A ustar owner or group has seven. */
export const MAX_USTAR_ID = 0o7777777;

export interface TarHeader {
  /** Name and prefix as they stand in the block, joined. */
  readonly name: Uint8Array;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  /** `0` file, `2` symbolic link, `5` directory, `x` and `g` PAX records, …; NUL is read as `0`. */
  readonly type: string;
}

export interface HeaderFields {
  readonly name: Uint8Array;
  readonly prefix: Uint8Array;
  readonly mode: number;
  /** 0 unless given. */
  readonly uid?: number;
  readonly gid?: number;
  readonly size: number;
  /** Seconds since 1970. */
  readonly mtime: number;
  readonly type: '0' | '2' | '5' | 'x';
  readonly link: Uint8Array;
}

/** The block: owner and group are nameless. Every field must fit; the caller sees to that. */
export const headerBlock = (fields: HeaderFields): Uint8Array => {
  const block = new Uint8Array(BLOCK);
  block.set(fields.name, 0);
  octal(block, 100, 8, fields.mode);
  octal(block, 108, 8, fields.uid ?? 0);
  octal(block, 116, 8, fields.gid ?? 0);
  octal(block, 124, 12, fields.size);
  octal(block, 136, 12, fields.mtime);
  block.fill(0x20, 148, 156);
  block[156] = fields.type.charCodeAt(0);
  block.set(fields.link, 157);
  block.set(ascii('ustar\u000000'), 257);
  octal(block, 329, 8, 0);
  octal(block, 337, 8, 0);
  block.set(fields.prefix, 345);
  block.set(ascii(`${checksum(block).toString(8).padStart(6, '0')}\0 `), 148);
  return block;
};

/** A path as name and prefix; `undefined` when it does not fit without a PAX record. */
export const splitPath = (path: Uint8Array): Pick<HeaderFields, 'name' | 'prefix'> | undefined => {
  if (path.some((byte) => byte >= 0x80)) return undefined;
  if (path.length <= 100) return { name: path, prefix: new Uint8Array() };
  // The latest slash that leaves at most 155 bytes before it gives the shortest name.
  const slash = path.subarray(0, 156).lastIndexOf(0x2f);
  const name = path.subarray(slash + 1);
  if (slash <= 0 || name.length === 0 || name.length > 100) return undefined;
  return { name, prefix: path.subarray(0, slash) };
};

/**
 * Reads a block that is not all zeros; fails with `ARCHIVE_DAMAGED` for a wrong checksum, another magic than
 * ustar's or GNU's, or a number that is not plain octal.
 */
export const parseHeader = (block: Uint8Array): TarHeader => {
  if (number(block, 148, 8) !== checksum(block)) throw damagedTar('has a header with a wrong checksum');
  const magic = latin1(block.subarray(257, 265));
  // GNU's magic keeps times where ustar keeps the prefix.
  const ustar = magic === 'ustar\u000000';
  if (!ustar && magic !== 'ustar  \0') throw damagedTar('has a header that is neither ustar nor GNU tar');
  const name = untilZero(block.subarray(0, 100));
  const prefix = ustar ? untilZero(block.subarray(345, 500)) : new Uint8Array();
  const flag = block[156] ?? 0;
  return {
    name: prefix.length === 0 ? name : Uint8Array.of(...prefix, 0x2f, ...name),
    mode: number(block, 100, 8) & 0o7777,
    uid: owner(block, 108),
    gid: owner(block, 116),
    size: number(block, 124, 12),
    type: flag === 0 ? '0' : String.fromCharCode(flag),
  };
};

/** The failure of a tar archive that breaks its format. */
export const damagedTar = (what: string): Failure =>
  new Failure('ARCHIVE_DAMAGED', `the tar archive ${what}`, {
    remedy: 'Make the archive again with a tool that writes POSIX tar.',
  });

const octal = (block: Uint8Array, at: number, width: number, value: number): void => {
  block.set(ascii(`${value.toString(8).padStart(width - 1, '0')}\0`), at);
};

// Octal digits, perhaps after spaces, ended by spaces or NULs; GNU's base-256 numbers are not taken.
const OCTAL = /^ *([0-7]+)[ \0]*$/;

const number = (block: Uint8Array, at: number, width: number): number => {
  const digits = OCTAL.exec(latin1(block.subarray(at, at + width)))?.[1];
  if (digits === undefined) throw damagedTar('has a header with a number that is not octal');
  return Number.parseInt(digits, 8);
};

/** Nobody is named where the field is blank or holds what is not octal: it is only looked at in images. */
const owner = (block: Uint8Array, at: number): number =>
  Number.parseInt(OCTAL.exec(latin1(block.subarray(at, at + 8)))?.[1] ?? '0', 8);

const checksum = (block: Uint8Array): number => {
  // Its own field counts as spaces. No condition within: this is what reading a small archive takes longest for.
  let sum = 8 * 0x20;
  for (let at = 0; at < 148; at++) sum += block[at] as number;
  for (let at = 156; at < BLOCK; at++) sum += block[at] as number;
  return sum;
};

const untilZero = (field: Uint8Array): Uint8Array => {
  const end = field.indexOf(0);
  return end === -1 ? field : field.subarray(0, end);
};

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
const latin1 = (bytes: Uint8Array): string => String.fromCharCode(...bytes);
