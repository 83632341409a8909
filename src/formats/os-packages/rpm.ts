// Installed rpm packages: the header blobs of the table `Packages` (rpm.org manual, "RPM V4 package format", header structure).
import { FormatError } from '../format-error.ts';
import { MAX_PACKAGES, type OsPackage } from './package.ts';
import { sqliteRows } from './sqlite.ts';

/** Every package of an `rpmdb.sqlite`; throws `FormatError`. */
export const parseRpmSqlite = (database: Uint8Array): readonly OsPackage[] => {
  const packages: OsPackage[] = [];
  for (const row of sqliteRows(database, 'Packages')) {
    const blob = row.find((value) => value instanceof Uint8Array);
    if (blob === undefined) throw new FormatError('a row of rpm without a header');
    if (packages.length === MAX_PACKAGES) throw new FormatError(`more than ${MAX_PACKAGES} packages`);
    const found = parseRpmHeader(blob);
    // The keys that packages are checked with lie among them; nothing is installed by them.
    if (found.name !== 'gpg-pubkey') packages.push(found);
  }
  return packages;
};

const TAG = {
  name: 1000,
  version: 1001,
  release: 1002,
  epoch: 1003,
  vendor: 1011,
  licence: 1014,
  architecture: 1022,
  source: 1044,
} as const;
const INT32 = 4;
const STRING = 6;
const I18N = 9;
const ENTRY = 16;

/** One header as the database holds it: counts, index, data, without the magic of a package file. Throws `FormatError`. */
export const parseRpmHeader = (blob: Uint8Array): OsPackage => {
  if (blob.length < 8) throw new FormatError('a header of rpm that is cut short');
  const view = new DataView(blob.buffer, blob.byteOffset, blob.byteLength);
  const [entries, size] = [view.getUint32(0), view.getUint32(4)];
  const data = 8 + entries * ENTRY;
  if (entries > 0xffff || data + size > blob.length)
    throw new FormatError('a header of rpm that leads out of itself');
  const at = new Map<number, number>();
  for (let entry = 8; entry < data; entry += ENTRY)
    if (!at.has(view.getUint32(entry))) at.set(view.getUint32(entry), entry);
  const text = (tag: number): string | undefined => {
    const entry = at.get(tag);
    if (entry === undefined) return undefined;
    const type = view.getUint32(entry + 4);
    const start = data + view.getUint32(entry + 8);
    const end = blob.subarray(0, data + size).indexOf(0, start);
    if ((type !== STRING && type !== I18N) || start >= data + size || end === -1)
      throw new FormatError('a header of rpm with a text that is none');
    return new TextDecoder().decode(blob.subarray(start, end));
  };
  const number = (tag: number): number | undefined => {
    const entry = at.get(tag);
    if (entry === undefined) return undefined;
    const offset = view.getUint32(entry + 8);
    if (view.getUint32(entry + 4) !== INT32 || offset + 4 > size)
      throw new FormatError('a header of rpm with a number that is none');
    return view.getUint32(data + offset);
  };
  const epoch = number(TAG.epoch);
  return {
    type: 'rpm',
    name: word(text(TAG.name)),
    version: `${word(text(TAG.version))}-${word(text(TAG.release))}`,
    ...(epoch === undefined ? {} : { epoch }),
    ...given('architecture', text(TAG.architecture)),
    ...given('licence', text(TAG.licence)),
    ...given('source', text(TAG.source)),
    ...given('vendor', text(TAG.vendor)),
  };
};

const word = (text: string | undefined): string => {
  if (text === undefined || !/^[A-Za-z0-9+._~^%{}-]{1,512}$/.test(text))
    throw new FormatError('a package of rpm has no usable name, version or release');
  return text;
};

// A text that says `(none)` is rpm's way to say nothing.
const given = <K extends string>(key: K, text: string | undefined): { readonly [key in K]?: string } =>
  text === undefined || text === '' || text === '(none)'
    ? {}
    : ({ [key]: text } as { readonly [key in K]?: string });
