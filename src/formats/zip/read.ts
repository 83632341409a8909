// Reads a zip file strictly: what the directory says and what stands before each file must be one (APPNOTE.TXT 4.3).
import { crc32, inflateRawSync } from 'node:zlib';

import { Failure } from '../../domain/failure.ts';
import { checkEntryPath, EntryNames } from '../archive-entry.ts';
import { CENTRAL, DEFLATED, DESCRIPTOR, END, LOCAL, MADE_BY_UNIX } from './record.ts';

export interface ZipEntry {
  readonly path: string;
  /** Unix mode with its type bits; 0 when the archive was not made on Unix. */
  readonly mode: number;
  readonly size: number;
  /** The content, inflated and checked; fails with `ARCHIVE_DAMAGED`. */
  readonly bytes: () => Uint8Array;
}

export interface ZipLimits {
  /** Symbolic links: passed over instead of refused, where only the files count. */
  readonly links?: 'skip';
}

/**
 * The files of a zip at hand, in the order of its directory. Every byte must belong to an entry, the directory
 * or the end record: nothing before, between or behind. Directories are left out.
 *
 * Fails with `ARCHIVE_CONTRADICTS` where a local header and the directory disagree, `ARCHIVE_TRAILING` for
 * bytes that belong to nothing, `ARCHIVE_DAMAGED` for what is no zip, `ARCHIVE_TOO_LARGE` for ZIP64,
 * `ARCHIVE_ENTRY_INVALID` and `ARCHIVE_ENTRY_TWICE` for names, links, encryption, other methods.
 */
export const readZipDirectory = (zip: Uint8Array, limits: ZipLimits = {}): readonly ZipEntry[] => {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  const end = zip.length - END.size;
  if (end < 0 || view.getUint32(end, true) !== END.signature)
    throw damaged('does not end with its end record');
  const count = view.getUint16(end + 10, true);
  const start = view.getUint32(end + 16, true);
  if (count === 0xffff || start === 0xffff_ffff) throw zip64();
  if (
    view.getUint32(end + 4, true) !== 0 ||
    view.getUint16(end + 8, true) !== count ||
    view.getUint16(end + 20, true) !== 0
  ) {
    throw damaged('has an end record of several disks or with a comment');
  }
  if (start + view.getUint32(end + 12, true) !== end) throw trailing();
  const names = new EntryNames();
  const entries: ZipEntry[] = [];
  let at = start;
  let expected = 0;
  for (let index = 0; index < count; index++) {
    const { entry, next, stop } = readEntry({ zip, view, at, expected, start, limits });
    // In the order in which they lie: nothing can hide between.
    expected = stop;
    at = next;
    if (entry === undefined) continue;
    names.add(entry.path);
    entries.push(entry);
  }
  if (at !== end || expected !== start) throw trailing();
  names.close();
  return entries;
};

interface Cursor {
  readonly zip: Uint8Array;
  readonly view: DataView;
  readonly at: number;
  /** Where this entry's local header must begin. */
  readonly expected: number;
  readonly start: number;
  readonly limits: ZipLimits;
}

const readEntry = ({
  zip,
  view,
  at,
  expected,
  start,
  limits,
}: Cursor): { entry: ZipEntry | undefined; next: number; stop: number } => {
  if (at + CENTRAL.size > zip.length || view.getUint32(at, true) !== CENTRAL.signature)
    throw damaged('has a broken directory');
  const nameLength = view.getUint16(at + 28, true);
  const next = at + CENTRAL.size + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  if (next > zip.length) throw damaged('has a broken directory');
  const nameBytes = zip.subarray(at + CENTRAL.size, at + CENTRAL.size + nameLength);
  const flags = view.getUint16(at + 8, true);
  const method = view.getUint16(at + 10, true);
  const crc = view.getUint32(at + 16, true);
  const compressed = view.getUint32(at + 20, true);
  const size = view.getUint32(at + 24, true);
  const offset = view.getUint32(at + 42, true);
  if ([compressed, size, offset].includes(0xffff_ffff)) throw zip64();
  const path = decode(nameBytes, flags);
  if ((flags & ~FLAGS_TAKEN) !== 0 || (method !== 0 && method !== DEFLATED)) {
    throw refused(path, 'is encrypted or compressed in a way that is not taken');
  }
  if (offset !== expected) throw trailing();
  const local = offset + LOCAL.size;
  if (local > start || view.getUint32(offset, true) !== LOCAL.signature)
    throw damaged('has a broken local header');
  const described = (flags & 8) !== 0;
  // What may be left for the descriptor behind the data must be zero here, or the same.
  const same = (where: number, value: number): boolean => {
    const here = view.getUint32(where, true);
    return here === value || (described && here === 0);
  };
  const localName = view.getUint16(offset + 26, true);
  if (
    view.getUint16(offset + 6, true) !== flags ||
    view.getUint16(offset + 8, true) !== method ||
    view.getUint32(offset + 10, true) !== view.getUint32(at + 12, true) ||
    !same(offset + 14, crc) ||
    !same(offset + 18, compressed) ||
    !same(offset + 22, size) ||
    localName !== nameLength ||
    !equal(zip.subarray(local, local + localName), nameBytes)
  ) {
    throw contradicts(path);
  }
  const data = local + localName + view.getUint16(offset + 28, true);
  if (
    renames(zip.subarray(local + localName, data)) ||
    renames(zip.subarray(at + CENTRAL.size + nameLength, next))
  ) {
    throw contradicts(path);
  }
  const behind = data + compressed;
  const stop = behind + (described ? DESCRIPTOR.size : 0);
  if (stop > start) throw damaged('has a file that reaches into the directory');
  if (described) {
    if (view.getUint32(behind, true) !== DESCRIPTOR.signature)
      throw damaged('has no data descriptor where one must be');
    const agrees = [crc, compressed, size].every(
      (value, index) => view.getUint32(behind + 4 + 4 * index, true) === value,
    );
    if (!agrees) throw contradicts(path);
  }
  const unix = view.getUint16(at + 4, true) >> 8 === MADE_BY_UNIX;
  const mode = unix ? view.getUint16(at + 40, true) : 0;
  if (path.endsWith('/') && size === 0) {
    checkEntryPath(path.slice(0, -1));
    return { entry: undefined, next, stop };
  }
  checkEntryPath(path);
  if ((mode & 0o170000) === 0o120000 && limits.links === 'skip') return { entry: undefined, next, stop };
  if (mode !== 0 && (mode & 0o170000) !== 0o100000) throw refused(path, 'is a link or a device');
  const bytes = (): Uint8Array => inflated(zip.subarray(data, behind), { path, method, size, crc });
  return { entry: { path, mode, size, bytes }, next, stop };
};

// Info-ZIP's Unicode Path field gives an entry a second name, which some programs follow.
const renames = (extra: Uint8Array): boolean => {
  for (let at = 0; at + 4 <= extra.length;) {
    if (extra[at] === 0x75 && extra[at + 1] === 0x70) return true;
    at += 4 + (extra[at + 2] ?? 0) + 256 * (extra[at + 3] ?? 0);
  }
  return false;
};

/** Bit 3, bit 11, and bits 1 and 2, which say how hard DEFLATE tried. */
const FLAGS_TAKEN = 0x080e;

const inflated = (
  data: Uint8Array,
  {
    path,
    method,
    size,
    crc,
  }: { readonly path: string; readonly method: number; readonly size: number; readonly crc: number },
): Uint8Array => {
  let content = data;
  if (method === DEFLATED) {
    try {
      const { buffer, engine } = inflateRawSync(data, {
        maxOutputLength: Math.max(size, 1),
        info: true,
      }) as unknown as Inflated;
      if (engine.bytesWritten !== data.length) throw trailing();
      content = buffer;
    } catch (cause) {
      if (cause instanceof Failure) throw cause;
      throw damaged(`holds ${JSON.stringify(path)} in a form that does not inflate to its size`, cause);
    }
  }
  if (content.length !== size || crc32(content) !== crc)
    throw damaged(`holds other bytes of ${JSON.stringify(path)} than it says`);
  return content;
};

// What node:zlib's `info` option answers; its types say only the buffer.
interface Inflated {
  readonly buffer: Uint8Array;
  readonly engine: { readonly bytesWritten: number };
}

const decode = (name: Uint8Array, flags: number): string => {
  // Without bit 11 a name is in a code page; ASCII is the same in all of them.
  if ((flags & 0x0800) === 0 && name.some((byte) => byte >= 0x80))
    throw damaged('has a name that is neither UTF-8 nor ASCII');
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(name);
  } catch (cause) {
    throw damaged('has a name that is not UTF-8', cause);
  }
};

const equal = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, at) => byte === b[at]);

const REMEDY = { remedy: 'Make the archive again with a tool that writes plain zip.' };
const damaged = (what: string, cause?: unknown): Failure =>
  new Failure('ARCHIVE_DAMAGED', `the zip file ${what}`, { ...REMEDY, cause });
const refused = (path: string, what: string): Failure =>
  new Failure('ARCHIVE_ENTRY_INVALID', `the archive entry ${JSON.stringify(path)} ${what}`, REMEDY);
const contradicts = (path: string): Failure =>
  new Failure('ARCHIVE_CONTRADICTS', `the zip file says two things about ${JSON.stringify(path)}`, {
    remedy: 'Do not use it: programs would unpack different things.',
  });
const trailing = (): Failure =>
  new Failure('ARCHIVE_TRAILING', 'the zip file holds bytes that belong to no entry', {
    remedy: 'Do not use it: something may be hidden there.',
  });
const zip64 = (): Failure => new Failure('ARCHIVE_TOO_LARGE', 'the zip file is of the ZIP64 kind', REMEDY);
