// Go build information from the bytes of a program, as `go version -m` prints it (Go's debug/buildinfo, since Go 1.18).
import { Failure } from '../../domain/failure.ts';
import { type ByteRanges, createByteRanges, type Streamed } from '../byte-ranges.ts';
import { elfRegion, isElf } from './elf.ts';
import type { Region } from './fields.ts';
import { isMachO, machORegion } from './macho.ts';
import { type GoModuleInfo, parseModuleInfo } from './module-info.ts';
import { isPe, peRegion } from './pe.ts';

export interface GoBuildInfo extends GoModuleInfo {
  /** `go1.26.5`, perhaps followed by experiments. */
  readonly goVersion: string;
}

/** `\xff Go buildinf:`, at a multiple of 16 bytes. */
export const MAGIC: Uint8Array = Uint8Array.of(0xff, ...new TextEncoder().encode(' Go buildinf:'));
export const STEP = 16;
const HEADER = 32;
const FLAGS = 15;
const INLINE = 2;
/** Of module lines around which the linker puts 16 bytes on each side. */
const FRAME = 16;
/** The largest programs known need a tenth of this. */
export const MAX_INFO: number = 1024 * 1024;

/**
 * The build information of an ELF, Mach-O or PE file; `undefined` when it holds none (another kind of file, no Go
 * program, or one older than Go 1.18). Fails with `SBOM_UNREADABLE` when there is some that cannot be read.
 */
export const readGoBuildInfo = async (name: string, content: Streamed): Promise<GoBuildInfo | undefined> => {
  const file = createByteRanges(content);
  const region = await regionOf(file);
  if (region === undefined) return undefined;
  const found = await file.find(region.offset, region.size, MAGIC, STEP);
  if (found === undefined) return undefined;
  const length = Math.min(region.offset + region.size - found, MAX_INFO);
  const bytes = await file.read(found, length);
  if (bytes === undefined || bytes.length < HEADER) throw unreadable(name, 'its header is cut short');
  // Before Go 1.18 the header held pointers instead of the text itself.
  if (((bytes[FLAGS] ?? 0) & INLINE) === 0) return undefined;
  return decode(name, bytes);
};

/** The same from bytes that begin with the mark; `undefined` for any that are not the linker's. */
export const goBuildInfoAt = (bytes: Uint8Array): GoBuildInfo | undefined => {
  if (bytes.length < HEADER || ((bytes[FLAGS] ?? 0) & INLINE) === 0) return undefined;
  try {
    return decode('', bytes);
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
};

/** Whether a file begins, in its first four bytes, as one that may hold build information. */
export const mayHoldGoBuildInfo = (head: Uint8Array): boolean =>
  head.length >= HEAD && (isElf(head) || isMachO(head) || isPe(head));

const HEAD = 4;

const regionOf = async (file: ByteRanges): Promise<Region | undefined> => {
  const head = await file.read(0, HEAD);
  if (head === undefined || !mayHoldGoBuildInfo(head)) return undefined;
  if (isElf(head)) return elfRegion(file);
  if (isMachO(head)) return machORegion(file);
  return peRegion(file);
};

const decode = (name: string, bytes: Uint8Array): GoBuildInfo => {
  const version = inlineString(bytes, HEADER);
  const module = version === undefined ? undefined : inlineString(bytes, version.end);
  if (version === undefined || module === undefined) throw unreadable(name, 'a length leads out of it');
  const goVersion = utf8(version.bytes);
  const lines = utf8(unframed(module.bytes));
  const info = lines === undefined ? undefined : parseModuleInfo(lines);
  if (goVersion === undefined || !/^[\x20-\x7e]{1,256}$/.test(goVersion) || info === undefined) {
    throw unreadable(name, 'its lines are not what the linker writes');
  }
  return { goVersion, ...info };
};

/** A length as unsigned LEB128, then that many bytes; `undefined` when they do not lie inside. */
const inlineString = (
  bytes: Uint8Array,
  start: number,
): { readonly bytes: Uint8Array; readonly end: number } | undefined => {
  let length = 0;
  let at = start;
  for (let scale = 1; ; scale *= 128) {
    const byte = bytes[at++];
    if (byte === undefined || scale > 2 ** 28) return undefined;
    length += (byte & 127) * scale;
    if (byte < 128) break;
  }
  return at + length <= bytes.length
    ? { bytes: bytes.subarray(at, at + length), end: at + length }
    : undefined;
};

// The same test as Go's: text between two frames of 16 bytes, ended by a line feed; anything else is no text.
const unframed = (bytes: Uint8Array): Uint8Array =>
  bytes.length > 2 * FRAME && bytes[bytes.length - FRAME - 1] === 0x0a
    ? bytes.subarray(FRAME, bytes.length - FRAME)
    : new Uint8Array(0);

const utf8 = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

const unreadable = (name: string, why: string): Failure =>
  new Failure('SBOM_UNREADABLE', `the Go build information in ${name} cannot be read: ${why}`, {
    remedy: 'build the file again with an unmodified Go, or publish it without tools that rewrite programs',
  });
