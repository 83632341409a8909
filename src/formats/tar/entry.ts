// One entry of a tar archive that we write: its header, with PAX records only where ustar has no room for it.
import { Failure } from '../../domain/failure.ts';
import { BLOCK, type HeaderFields, headerBlock, MAX_USTAR_ID, MAX_USTAR_SIZE, splitPath } from './header.ts';
import { formatPax } from './pax.ts';

export interface HeaderEntry {
  /** A directory's ends with `/`. */
  readonly path: string;
  readonly type: '0' | '2' | '5';
  readonly mode: number;
  /** 0 unless given. */
  readonly uid?: number;
  readonly gid?: number;
  /** Bytes that follow; 0 for all but files. */
  readonly size: number;
  /** Seconds since 1970, as `tarTime` takes it. */
  readonly mtime: number;
  readonly link?: string;
}

/** The end of an archive: two zero blocks and no further padding. */
export const TAR_END: Uint8Array = new Uint8Array(2 * BLOCK);

/** The header of an entry: one block, or three and more where it needs PAX records. */
export const entryHeader = ({
  path,
  type,
  mode,
  uid = 0,
  gid = 0,
  size,
  mtime,
  link = '',
}: HeaderEntry): Uint8Array => {
  const encoder = new TextEncoder();
  const pathBytes = encoder.encode(path);
  const linkBytes = encoder.encode(link);
  const plain = splitPath(pathBytes);
  const plainLink = linkBytes.length <= 100 && linkBytes.every((byte) => byte < 0x80);
  const records: [string, string][] = [];
  // In the order of their keys.
  if (gid > MAX_USTAR_ID) records.push(['gid', String(gid)]);
  if (!plainLink) records.push(['linkpath', link]);
  if (plain === undefined) records.push(['path', path]);
  if (size > MAX_USTAR_SIZE) records.push(['size', String(size)]);
  if (uid > MAX_USTAR_ID) records.push(['uid', String(uid)]);
  const fields: HeaderFields = {
    ...(plain ?? { name: beginning(pathBytes), prefix: new Uint8Array() }),
    mode,
    uid: uid > MAX_USTAR_ID ? 0 : uid,
    gid: gid > MAX_USTAR_ID ? 0 : gid,
    size: size > MAX_USTAR_SIZE ? 0 : size,
    mtime,
    type,
    link: plainLink ? linkBytes : beginning(linkBytes),
  };
  return records.length === 0 ? headerBlock(fields) : joined(paxHeader(records, mtime), headerBlock(fields));
};

/** The zeros that fill the last block of this many bytes. */
export const paddingOf = (size: number): Uint8Array => new Uint8Array((BLOCK - (size % BLOCK)) % BLOCK);

/** Seconds since 1970 as a header holds them; fails with `ARCHIVE_ENTRY_INVALID` before 1970 and after 2242. */
export const tarTime = (epoch: number): number => {
  if (!Number.isSafeInteger(epoch) || epoch < 0 || epoch > MAX_USTAR_SIZE) {
    throw new Failure(
      'ARCHIVE_ENTRY_INVALID',
      `the archive's time ${epoch} is not a moment from 1970 to 2242`,
      {
        remedy: 'Make the commit again with the right time.',
      },
    );
  }
  return epoch;
};

const paxHeader = (records: readonly [string, string][], mtime: number): Uint8Array => {
  const bytes = formatPax(records);
  const header = headerBlock({
    // A constant: it is never extracted, and a name of its own would have to be kept apart from others.
    name: new TextEncoder().encode('PaxHeader'),
    prefix: new Uint8Array(),
    mode: 0o644,
    size: bytes.length,
    mtime,
    type: 'x',
    link: new Uint8Array(),
  });
  return joined(header, bytes, new Uint8Array((BLOCK - (bytes.length % BLOCK)) % BLOCK));
};

/** The first at most 100 bytes, whole characters: what a reader without PAX sees, and what ours compares. */
const beginning = (path: Uint8Array): Uint8Array => {
  let end = Math.min(path.length, 100);
  while (end > 0 && ((path[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return path.subarray(0, end);
};

const joined = (...parts: readonly Uint8Array[]): Uint8Array => {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};
