// The entries of an image layer as others write them (OCI image-spec, layer.md; POSIX.1-2024, pax; GNU tar).
// Bases come from many tools: what `readTar` refuses because our own archives never hold it is read here, and bounded.
import { Failure } from '../../domain/failure.ts';
import { ByteReader } from '../byte-reader.ts';
import { BLOCK, damagedTar, parseHeader, type TarHeader } from './header.ts';
import { MAX_PAX_SIZE } from './pax.ts';

export interface LayerEntry {
  /** Relative to the root, without `.` and empty segments; empty for the root itself. */
  readonly path: string;
  /** `other`: a device or a pipe. */
  readonly type: 'file' | 'hardlink' | 'symlink' | 'directory' | 'other';
  /** What a hard link names, written as `path` is. */
  readonly target?: string;
  /** Where a symbolic link leads, as it stands there. */
  readonly link?: string;
  /** Permission bits, the set-id and sticky bits included. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  /** Of a file: once, and before the next entry is asked for; what is not read is skipped. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

export interface LayerLimits {
  /** Bytes of the tar; default 32 GiB. */
  readonly bytes?: number;
  /** Default 500,000. */
  readonly entries?: number;
}

/**
 * Every entry in its order, streamed, and then the rest to its end. Fails with `ARCHIVE_DAMAGED` for what is no tar,
 * `ARCHIVE_ENTRY_INVALID` for sparse files, unknown types and paths that lead out, `ARCHIVE_TOO_LARGE` above the limits.
 */
export async function* readLayer(
  bytes: AsyncIterable<Uint8Array>,
  { bytes: mostBytes = 32 * 2 ** 30, entries: mostEntries = 500_000 }: LayerLimits = {},
): AsyncGenerator<LayerEntry> {
  const reader = new ByteReader(counted(bytes, mostBytes));
  let said: Said = {};
  try {
    for (let count = 0; ;) {
      const block = await reader.take(BLOCK);
      // A layer of nothing at all, and one whose end is not marked, are read by every runtime.
      if (block.every((byte) => byte === 0)) break;
      if (block.length !== BLOCK) throw damagedTar('is cut short');
      const header = parseHeader(block);
      if (ABOUT_NEXT.has(header.type)) {
        said = Object.assign(said, await readSaid(reader, header));
        continue;
      }
      if (++count > mostEntries) throw tooLarge(`${mostEntries} entries`);
      yield* one(reader, block, header, said);
      said = {};
    }
    while ((await reader.some(65536)) !== undefined);
  } finally {
    await reader.close();
  }
}

/** What records say of the entry behind them, in place of its header. */
interface Said {
  readonly path?: string;
  readonly target?: string;
  readonly size?: number;
  readonly uid?: number;
  readonly gid?: number;
}

const ABOUT_NEXT: ReadonlySet<string> = new Set(['x', 'g', 'L', 'K']);

const readSaid = async (reader: ByteReader, { type, size }: TarHeader): Promise<Said> => {
  // Extended attributes of a file may be long; none of them is kept.
  if (size > 16 * MAX_PAX_SIZE) throw damagedTar('has records of more than 1 MiB');
  const bytes = await reader.take(size);
  if (bytes.length !== size) throw damagedTar('is cut short');
  await skip(reader, paddingOf(size));
  if (type === 'L') return { path: decode(untilZero(bytes)) };
  if (type === 'K') return { target: decode(untilZero(bytes)) };
  const records = paxOf(bytes);
  if ([...records.keys()].some((key) => key.startsWith('GNU.sparse.')))
    throw refused(records.get('path') ?? '', 'is a sparse file');
  if (type === 'g') {
    if (records.has('path') || records.has('size') || records.has('linkpath'))
      throw damagedTar('has PAX records that name all files at once');
    return {};
  }
  const [path, target, length] = [records.get('path'), records.get('linkpath'), records.get('size')];
  if (length !== undefined && !/^[0-9]{1,15}$/.test(length)) throw damagedTar('has a size that is no number');
  return {
    ...(path === undefined ? {} : { path }),
    ...(target === undefined ? {} : { target }),
    ...(length === undefined ? {} : { size: Number(length) }),
    ...ownerOf(records, 'uid'),
    ...ownerOf(records, 'gid'),
  };
};

const ownerOf = (
  records: ReadonlyMap<string, string>,
  key: 'uid' | 'gid',
): { readonly [who in 'uid' | 'gid']?: number } => {
  const said = records.get(key);
  return said !== undefined && /^[0-9]{1,10}$/.test(said) ? { [key]: Number(said) } : {};
};

// Values may be any bytes (`SCHILY.xattr.…`); only the texts that are read are decoded. The last of a key counts.
const paxOf = (bytes: Uint8Array): ReadonlyMap<string, string> => {
  const records = new Map<string, string>();
  for (let at = 0; at < bytes.length;) {
    const space = bytes.indexOf(0x20, at);
    const digits = space === -1 || space > at + 7 ? '' : decode(bytes.subarray(at, space));
    const end = at + (/^[1-9][0-9]*$/.test(digits) ? Number(digits) : 0);
    const equals = bytes.indexOf(0x3d, space);
    if (end === at || end > bytes.length || bytes[end - 1] !== 0x0a || equals <= space || equals >= end)
      throw damagedTar('has a PAX record that is none');
    const key = decode(bytes.subarray(space + 1, equals));
    records.set(key, KEYS.has(key) ? decode(bytes.subarray(equals + 1, end - 1)) : '');
    at = end;
  }
  return records;
};

const KEYS: ReadonlySet<string> = new Set(['path', 'linkpath', 'size', 'uid', 'gid']);

const TYPES: Readonly<Record<string, LayerEntry['type']>> = {
  '0': 'file',
  '7': 'file',
  '1': 'hardlink',
  '2': 'symlink',
  '3': 'other',
  '4': 'other',
  '5': 'directory',
  '6': 'other',
};

async function* one(
  reader: ByteReader,
  block: Uint8Array,
  header: TarHeader,
  said: Said,
): AsyncGenerator<LayerEntry> {
  const written = said.path ?? decode(header.name);
  const path = plain(written);
  // Before POSIX, a directory was a file whose name ends with a slash.
  const type = header.type === '0' && written.endsWith('/') ? 'directory' : TYPES[header.type];
  if (type === undefined) throw refused(path, `is of the type ${JSON.stringify(header.type)}`);
  // Only files have content behind their header, whatever its size says of a link.
  const size = type === 'file' ? (said.size ?? header.size) : 0;
  const link = said.target ?? decode(untilZero(block.subarray(157, 257)));
  const { mode, uid, gid } = { ...header, ...said };
  let left = size;
  const content = async function* (): AsyncGenerator<Uint8Array> {
    while (left > 0) {
      const chunk = await reader.some(left);
      if (chunk === undefined) throw damagedTar('is cut short');
      left -= chunk.length;
      yield chunk;
    }
  };
  yield {
    path,
    type,
    mode,
    uid,
    gid,
    size,
    bytes: content(),
    ...(type === 'hardlink' ? { target: plain(link) } : {}),
    ...(type === 'symlink' ? { link } : {}),
  };
  for await (const _ of content());
  await skip(reader, paddingOf(size));
}

const plain = (path: string): string => {
  const segments = path.split('/').filter((segment) => segment !== '' && segment !== '.');
  if (segments.includes('..')) throw refused(path, 'leads out of the image');
  return segments.join('/');
};

const paddingOf = (size: number): number => (BLOCK - (size % BLOCK)) % BLOCK;

const skip = async (reader: ByteReader, length: number): Promise<void> => {
  if ((await reader.take(length)).length !== length) throw damagedTar('is cut short');
};

// File systems hold names in any encoding; SPDX holds Unicode. Bytes that are no UTF-8 are written as `%FF`.
const decode = (name: Uint8Array): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(name);
  } catch {
    return Array.from(name, (byte) =>
      byte < 0x80 ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase()}`,
    ).join('');
  }
};

const untilZero = (field: Uint8Array): Uint8Array => {
  const end = field.indexOf(0);
  return end === -1 ? field : field.subarray(0, end);
};

async function* counted(bytes: AsyncIterable<Uint8Array>, most: number): AsyncGenerator<Uint8Array> {
  let seen = 0;
  for await (const chunk of bytes) {
    seen += chunk.length;
    if (seen > most) throw tooLarge(`${most} bytes`);
    yield chunk;
  }
}

const refused = (path: string, what: string): Failure =>
  new Failure('ARCHIVE_ENTRY_INVALID', `the entry ${JSON.stringify(path)} of an image layer ${what}`, {
    remedy: 'Use a base whose layers hold plain files, directories and links.',
  });
const tooLarge = (most: string): Failure =>
  new Failure('ARCHIVE_TOO_LARGE', `an image layer holds more than ${most}`, {
    remedy: 'Use a smaller base.',
  });
