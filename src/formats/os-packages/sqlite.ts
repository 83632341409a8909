// The rows of one table of an SQLite database (sqlite.org/fileformat2.html), for rpm's package database.
// Own code because the libraries need a native engine or WebAssembly; this reads b-tree pages and nothing else.
import { FormatError } from '../format-error.ts';

/** A value of a row; reals and integers above 2⁵³ are not given. */
export type SqliteValue = Uint8Array | string | number | null;

/** The most that one row may hold, overflow pages included. */
const MAX_ROW = 32 * 1024 * 1024;
const MAGIC = 'SQLite format 3\0';

interface Database {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly pageSize: number;
  /** Bytes of a page that are used. */
  readonly usable: number;
  /** Pages that were read: none is read twice, so no chain or tree can go in circles. */
  readonly seen: Set<number>;
}

/**
 * The rows of the table with this name, in the order of the b-tree; the column that is the row's number is `null`.
 * Throws `FormatError` for what is no such database, for a table that is not there, and for pages that lead out of it.
 */
export function* sqliteRows(bytes: Uint8Array, table: string): Generator<readonly SqliteValue[]> {
  const root = rootOf(open(bytes), table);
  if (root === undefined) throw new FormatError(`the database has no table ${table}`);
  yield* rowsOf(open(bytes), root);
}

const open = (bytes: Uint8Array): Database => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 512 || latin1(bytes.subarray(0, 16)) !== MAGIC)
    throw new FormatError('no SQLite database');
  const size = view.getUint16(16);
  const pageSize = size === 1 ? 65536 : size;
  const usable = pageSize - view.getUint8(20);
  if (pageSize < 512 || (pageSize & (pageSize - 1)) !== 0 || usable < 480 || bytes.length % pageSize !== 0)
    throw new FormatError('an SQLite database with pages of a wrong size');
  if (view.getUint32(56) > 1) throw new FormatError('an SQLite database whose text is not UTF-8');
  return { bytes, view, pageSize, usable, seen: new Set() };
};

const rootOf = (database: Database, table: string): number | undefined => {
  for (const [type, name, , root] of rowsOf(database, 1))
    if (type === 'table' && name === table && typeof root === 'number') return root;
  return undefined;
};

const INTERIOR = 5;
const LEAF = 13;

function* rowsOf(database: Database, root: number): Generator<readonly SqliteValue[]> {
  const { view, pageSize } = database;
  // Pages still to be read, the next one last.
  const waiting = [root];
  for (let page = waiting.pop(); page !== undefined; page = waiting.pop()) {
    const start = startOf(database, page);
    const header = page === 1 ? start + 100 : start;
    const kind = view.getUint8(header);
    if (kind !== INTERIOR && kind !== LEAF) throw new FormatError('an SQLite page that is of no table');
    const pointers = header + (kind === INTERIOR ? 12 : 8);
    const count = view.getUint16(header + 3);
    if (pointers + 2 * count > start + pageSize) throw new FormatError('an SQLite page with too many cells');
    const cells = Array.from({ length: count }, (_, at) => start + view.getUint16(pointers + 2 * at));
    if (cells.some((cell) => cell >= start + pageSize))
      throw new FormatError('an SQLite cell that leads out of its page');
    if (kind === LEAF) for (const cell of cells) yield recordOf(payload(database, cell, start));
    else waiting.push(view.getUint32(header + 8), ...cells.map((cell) => u32(database, cell)).reverse());
  }
}

const startOf = ({ bytes, pageSize, seen }: Database, page: number): number => {
  const start = (page - 1) * pageSize;
  if (page < 1 || start + pageSize > bytes.length) throw new FormatError('an SQLite page that is not there');
  if (seen.has(page)) throw new FormatError('an SQLite page that stands in two places');
  seen.add(page);
  return start;
};

// Format 1.6, "payload": what does not fit into the page goes on in a chain of others.
const payload = (database: Database, cell: number, start: number): Uint8Array => {
  const { bytes, usable } = database;
  const size = varint(bytes, cell);
  const rowid = varint(bytes, size.end);
  if (size.value > MAX_ROW) throw new FormatError(`an SQLite row of more than ${MAX_ROW} bytes`);
  const most = usable - 35;
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const rest = least + ((size.value - least) % (usable - 4));
  const local = size.value <= most ? size.value : rest <= most ? rest : least;
  if (rowid.end + local > start + usable) throw new FormatError('an SQLite row that leads out of its page');
  if (local === size.value) return bytes.subarray(rowid.end, rowid.end + local);
  const whole = new Uint8Array(size.value);
  whole.set(bytes.subarray(rowid.end, rowid.end + local));
  let page = u32(database, rowid.end + local);
  for (let at = local; at < size.value;) {
    const from = startOf(database, page);
    const part = bytes.subarray(from + 4, from + 4 + Math.min(usable - 4, size.value - at));
    whole.set(part, at);
    at += part.length;
    page = u32(database, from);
  }
  return whole;
};

const MAX_COLUMNS = 64;

// Format 2.1, "record": lengths and types first, then the values.
const recordOf = (record: Uint8Array): readonly SqliteValue[] => {
  const header = varint(record, 0);
  const values: SqliteValue[] = [];
  let body = header.value;
  for (let at = header.end; at < header.value;) {
    const type = varint(record, at);
    at = type.end;
    const length = lengthOf(type.value);
    if (body + length > record.length || values.length === MAX_COLUMNS)
      throw new FormatError('an SQLite row that is cut short');
    values.push(valueOf(type.value, record.subarray(body, body + length)));
    body += length;
  }
  return values;
};

const FIXED = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0];

const lengthOf = (type: number): number => {
  const length = type >= 12 ? Math.floor((type - 12) / 2) : FIXED[type];
  if (length === undefined) throw new FormatError('an SQLite value of an unknown type');
  return length;
};

const valueOf = (type: number, bytes: Uint8Array): SqliteValue => {
  if (type >= 12) return type % 2 === 0 ? bytes : new TextDecoder().decode(bytes);
  if (type === 8 || type === 9) return type - 8;
  if (type === 0 || type === 7) return null;
  let value = (bytes[0] ?? 0) >= 0x80 ? -1 : 0;
  for (const byte of bytes) value = value * 256 + byte;
  return Number.isSafeInteger(value) ? value : null;
};

// Format 1.6: seven bits a byte, the ninth byte whole; nothing that is read here needs more than six of them.
const varint = (bytes: Uint8Array, start: number): { readonly value: number; readonly end: number } => {
  let value = 0;
  for (let at = start; at < start + 9; at++) {
    const byte = bytes[at];
    if (byte === undefined) break;
    value = at === start + 8 ? value * 256 + byte : value * 128 + (byte & 127);
    if (byte < 128 || at === start + 8) return { value, end: at + 1 };
  }
  throw new FormatError('an SQLite number that is cut short');
};

const u32 = ({ bytes, view }: Database, at: number): number => {
  if (at + 4 > bytes.length) throw new FormatError('an SQLite page that is cut short');
  return view.getUint32(at);
};

const latin1 = (bytes: Uint8Array): string => String.fromCharCode(...bytes);
