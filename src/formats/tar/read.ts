// Reads a tar.gz strictly, for what others packed and we write again (POSIX.1-2024, pax; RFC 1952).
import { Failure } from '../../domain/failure.ts';
import { checkEntryPath, EntryNames } from '../archive-entry.ts';
import { ByteReader } from '../byte-reader.ts';
import { gunzip } from '../gzip.ts';
import { BLOCK, damagedTar, parseHeader, type TarHeader } from './header.ts';
import { MAX_PAX_SIZE, parsePax } from './pax.ts';

export interface TarFile {
  readonly path: string;
  /** Permission bits as they stand in the archive. */
  readonly mode: number;
  readonly size: number;
  /** Once, and before the next file is asked for; what is not read is skipped. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

export interface TarLimits {
  /** Bytes after decompression; default 4 GiB. */
  readonly bytes?: number;
  /** Default 100,000. */
  readonly entries?: number;
  /** Symbolic links: passed over instead of refused, where only the files count. */
  readonly links?: 'skip';
}

/**
 * The files of a gzipped tar, in its order, streamed. Directories are left out: they carry nothing.
 *
 * Fails with `ARCHIVE_DAMAGED` for what is no such archive, `ARCHIVE_TRAILING` for a second gzip member or
 * content behind the end, `ARCHIVE_CONTRADICTS` for a PAX record that says another path or size than the
 * header, `ARCHIVE_ENTRY_INVALID` for links, devices, GNU and sparse entries and paths that leave,
 * `ARCHIVE_ENTRY_TWICE` for names that fall together, `ARCHIVE_TOO_LARGE` above the limits.
 */
export async function* readTarGz(
  bytes: AsyncIterable<Uint8Array>,
  limits: TarLimits = {},
): AsyncIterable<TarFile> {
  yield* readTar(gunzip(bytes, { limit: limits.bytes ?? 4 * 2 ** 30 }), limits);
}

/** The same without gzip around it. */
export async function* readTar(
  bytes: AsyncIterable<Uint8Array>,
  limits: TarLimits = {},
): AsyncIterable<TarFile> {
  const reader = new ByteReader(bytes);
  const names = new EntryNames();
  const most = limits.entries ?? 100_000;
  let count = 0;
  let pax: ReadonlyMap<string, string> | undefined;
  try {
    for (;;) {
      const block = await reader.take(BLOCK);
      if (block.length !== BLOCK) throw damagedTar('is cut short');
      if (block.every((byte) => byte === 0)) break;
      const header = parseHeader(block);
      // Records for one entry cannot come alone: they need no count of their own.
      if (header.type !== 'x' && ++count > most) throw tooMany(most);
      if (header.type === 'x' || header.type === 'g') {
        if (pax !== undefined) throw damagedTar('has PAX records for PAX records');
        const records = await readPax(reader, header);
        if (header.type === 'x') pax = records;
        continue;
      }
      const path = entryPath(header, pax);
      pax = undefined;
      if (header.type === '5') {
        if (header.size !== 0) throw damagedTar('has a directory with content');
        continue;
      }
      if (header.type === '2' && header.size === 0 && limits.links === 'skip') continue;
      if (header.type !== '0')
        throw refused(path, `is of the type ${JSON.stringify(header.type)}, no plain file`);
      names.add(path);
      yield* one(reader, path, header);
    }
    if (pax !== undefined) throw damagedTar('ends with PAX records for nothing');
    await onlyZeros(reader);
    names.close();
  } finally {
    await reader.close();
  }
}

async function* one(reader: ByteReader, path: string, { mode, size }: TarHeader): AsyncIterable<TarFile> {
  let left = size;
  const content = async function* (): AsyncIterable<Uint8Array> {
    while (left > 0) {
      const chunk = await reader.some(left);
      if (chunk === undefined) throw damagedTar('is cut short');
      left -= chunk.length;
      yield chunk;
    }
  };
  yield { path, mode: mode & 0o777, size, bytes: content() };
  for await (const _ of content());
  await padding(reader, size);
}

// Records that change what the content is; every other key (times, owners, a tool's own) is left aside.
const REFUSED_KEYS = /^(GNU\.sparse\.|linkpath$|hdrcharset$)/;

const readPax = async (
  reader: ByteReader,
  { type, size }: TarHeader,
): Promise<ReadonlyMap<string, string>> => {
  if (size > MAX_PAX_SIZE) throw damagedTar('has PAX records of more than 64 KiB');
  const bytes = await reader.take(size);
  if (bytes.length !== size) throw damagedTar('is cut short');
  await padding(reader, size);
  const records = parsePax(bytes);
  for (const key of records.keys()) {
    if (REFUSED_KEYS.test(key)) throw refused(key, 'is a PAX record that is not taken');
    if (type === 'g' && (key === 'path' || key === 'size'))
      throw refused(key, 'is a PAX record for all files at once');
  }
  return records;
};

const entryPath = ({ name, size, type }: TarHeader, pax: ReadonlyMap<string, string> | undefined): string => {
  const said = pax?.get('path');
  const path = said ?? decode(name);
  if (said !== undefined && !isBeginning(name, new TextEncoder().encode(said)))
    throw contradicts(said, 'path');
  const paxSize = pax?.get('size');
  if (paxSize !== undefined && paxSize !== String(size)) throw contradicts(path, 'size');
  const plain = type === '5' ? path.replace(/\/$/, '') : path;
  checkEntryPath(plain);
  return plain;
};

const padding = async (reader: ByteReader, size: number): Promise<void> => {
  const rest = (BLOCK - (size % BLOCK)) % BLOCK;
  const zeros = await reader.take(rest);
  if (zeros.length !== rest) throw damagedTar('is cut short');
  if (zeros.some((byte) => byte !== 0)) throw trailing();
};

/** The end is two zero blocks; a tape's blocking may add more, and nothing else. */
const onlyZeros = async (reader: ByteReader): Promise<void> => {
  let length = 0;
  for (let chunk = await reader.some(65536); chunk !== undefined; chunk = await reader.some(65536)) {
    length += chunk.length;
    if (chunk.some((byte) => byte !== 0)) throw trailing();
    if (length > 2 ** 20) throw trailing();
  }
  if (length < BLOCK || length % BLOCK !== 0) throw damagedTar('is cut short');
};

/** The same name, or as much of it as its field holds: a program without PAX must not see another file. */
const isBeginning = (name: Uint8Array, whole: Uint8Array): boolean =>
  (name.length === whole.length || (name.length < whole.length && name.length >= FULL_NAME)) &&
  name.every((byte, at) => byte === whole[at]);

// 100 bytes less what is lost when a character does not fit, and the NUL that some writers leave room for.
const FULL_NAME = 96;

const decode = (name: Uint8Array): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(name);
  } catch (cause) {
    throw Object.assign(damagedTar('has a name that is not UTF-8'), { cause });
  }
};

const refused = (path: string, what: string): Failure =>
  new Failure('ARCHIVE_ENTRY_INVALID', `the archive entry ${JSON.stringify(path)} ${what}`, {
    remedy: 'Make the archive of plain files only.',
  });
const contradicts = (path: string, what: string): Failure =>
  new Failure(
    'ARCHIVE_CONTRADICTS',
    `the tar archive says two things about the ${what} of ${JSON.stringify(path)}`,
    {
      remedy: 'Do not use it: programs would unpack different things.',
    },
  );
const trailing = (): Failure =>
  new Failure('ARCHIVE_TRAILING', 'the tar archive holds bytes that belong to no file', {
    remedy: 'Do not use it: something may be hidden there.',
  });
const tooMany = (most: number): Failure =>
  new Failure('ARCHIVE_TOO_LARGE', `the tar archive holds more than ${most} entries`, {
    remedy: 'Split the content, or leave out what need not be in it.',
  });
