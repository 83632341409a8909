// The packages of a distribution in the files of an image: which databases there are, and what could not be read.
import { Failure } from '../../domain/failure.ts';
import { FormatError } from '../format-error.ts';
import { parseApkInstalled } from './apk.ts';
import { parseDpkgStatus } from './dpkg.ts';
import { MAX_OS_RELEASE, parseOsRelease } from './os-release.ts';
import type { Distribution, OsPackage } from './package.ts';
import { parseRpmSqlite } from './rpm.ts';

/** A file that `isDatabase` wanted; without its bytes when there were more of them than wanted. */
export interface KeptFile {
  readonly size: number;
  readonly kept?: Uint8Array;
}

export interface FoundPackages {
  readonly distribution?: Distribution;
  readonly packages: readonly OsPackage[];
  /** The databases that were read, by path. */
  readonly databases: readonly string[];
  /** What is there and was not read, in sentences. */
  readonly remarks: readonly string[];
}

/** The most bytes of one database. */
const MAX_DATABASE = 64 * 1024 * 1024;
const MAX_PARAGRAPH = 1024 * 1024;

const OS_RELEASE = ['etc/os-release', 'usr/lib/os-release'];
const RPM = ['var/lib/rpm', 'usr/lib/sysimage/rpm'];
const READERS: ReadonlyMap<string, (bytes: Uint8Array) => readonly OsPackage[]> = new Map([
  ['var/lib/dpkg/status', parseDpkgStatus],
  ['lib/apk/db/installed', parseApkInstalled],
  ['usr/lib/apk/db/installed', parseApkInstalled],
  ...RPM.map((folder) => [`${folder}/rpmdb.sqlite`, parseRpmSqlite] as const),
]);
const DISTROLESS = 'var/lib/dpkg/status.d/';
/** rpm's older databases, and the one of SUSE. */
const UNREAD: ReadonlyMap<string, string> = new Map(
  RPM.flatMap((folder) => [
    [`${folder}/Packages`, 'a Berkeley DB'],
    [`${folder}/Packages.db`, 'an ndb database'],
    [`${folder}/rpmdb.sqlite-wal`, 'the journal of a database that was not closed'],
  ]),
);

/** How many bytes of this path `findPackages` wants; `undefined` for none. */
export const wantedOf = (path: string): number | undefined => {
  if (OS_RELEASE.includes(path)) return MAX_OS_RELEASE;
  if (READERS.has(path)) return MAX_DATABASE;
  return isParagraph(path) ? MAX_PARAGRAPH : undefined;
};

/** What these files, by path, say is installed. Fails with `SBOM_UNREADABLE` for a database that is damaged. */
export const findPackages = (files: ReadonlyMap<string, KeptFile>): FoundPackages => {
  const found = new Map<string, OsPackage>();
  const [databases, remarks]: [string[], string[]] = [[], []];
  for (const [path, { size, kept }] of files) {
    const reader = isParagraph(path) ? parseDpkgStatus : READERS.get(path);
    const unread = UNREAD.get(path);
    if (unread !== undefined && size > 0)
      remarks.push(`${path} is ${unread}, which is not read: packages that it names are missing here.`);
    if (reader === undefined) continue;
    if (kept === undefined) {
      remarks.push(
        `${path} has ${size} bytes, too many to be read: packages that it names are missing here.`,
      );
      continue;
    }
    databases.push(path);
    for (const one of read(path, kept, reader)) found.set(keyOf(one), one);
  }
  const release = OS_RELEASE.map((path) => files.get(path)?.kept).find((kept) => kept !== undefined);
  const distribution = release === undefined ? undefined : parseOsRelease(release);
  return {
    ...(distribution === undefined ? {} : { distribution }),
    packages: [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one),
    databases: databases.sort(),
    remarks: remarks.sort(),
  };
};

// Lists of checksums and scripts lie beside the paragraphs, named after them.
const isParagraph = (path: string): boolean =>
  path.startsWith(DISTROLESS) && !/\.(?:md5sums|list|conffiles|preinst|postinst|prerm|postrm)$/.test(path);

const keyOf = ({ type, name, version, epoch, architecture }: OsPackage): string =>
  JSON.stringify([type, name, version, epoch, architecture]);

const read = (
  path: string,
  bytes: Uint8Array,
  reader: (bytes: Uint8Array) => readonly OsPackage[],
): readonly OsPackage[] => {
  try {
    return reader(bytes);
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw cause;
    throw new Failure('SBOM_UNREADABLE', `${path} of the image cannot be read: ${cause.message}`, {
      remedy: 'Use a base whose package database is whole.',
      cause,
    });
  }
};
