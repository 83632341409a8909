// npm packages as they lie in an image: each package.json below a node_modules (docs.npmjs.com, package.json, folders).
// Whoever built the image wrote them, so what cannot be read is counted and passed over.
import { FormatError } from './format-error.ts';
import { parseJson } from './json.ts';

export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  /** What it says; not checked to be an SPDX expression. */
  readonly license?: string;
}

export interface InstalledPackages {
  /** One for each name and version, sorted. */
  readonly packages: readonly InstalledPackage[];
  /** How many say nothing that can be read. */
  readonly unread: number;
}

/** The most bytes of one package.json; the largest known have a tenth of this. */
const MAX_PACKAGE = 1024 * 1024;
/** Of all of them in one image. */
const MAX_TOGETHER = 128 * 1024 * 1024;

/** Says of one image's files after another how many bytes are wanted; `undefined` for none, and when enough were. */
export const wantedPackages = (): ((path: string, size: number) => number | undefined) => {
  let left = MAX_TOGETHER;
  return (path, size) => {
    if (!PACKAGE.test(path) || size > MAX_PACKAGE || size > left) return undefined;
    left -= size;
    return MAX_PACKAGE;
  };
};

/** What these files, by path, say is installed; without its bytes a package.json counts as unread. */
export const installedPackages = (
  files: ReadonlyMap<string, { readonly kept?: Uint8Array }>,
): InstalledPackages => {
  const found = new Map<string, InstalledPackage>();
  let unread = 0;
  for (const [path, { kept }] of files) {
    if (!PACKAGE.test(path)) continue;
    const one = kept === undefined ? undefined : parsed(kept);
    if (one === undefined) unread += 1;
    else found.set(`${one.name}@${one.version}`, one);
  }
  return { packages: [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one), unread };
};

// What lies deeper in a package, such as its tests, is no package that was installed.
const PACKAGE = /(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/@.][^/]*\/package\.json$/;
const NAME = /^(?:@[^\s/@\\\p{Cc}]{1,214}\/)?[^\s/@\\\p{Cc}]{1,214}$/u;
const VERSION = /^[0-9A-Za-z.+-]{1,256}$/;
const LICENSE = /^[^\p{Cc}]{1,1000}$/u;

const parsed = (bytes: Uint8Array): InstalledPackage | undefined => {
  try {
    const value = parseJson(bytes, { bytes: MAX_PACKAGE });
    if (typeof value !== 'object' || value === null) return undefined;
    const { name, version, license } = value as Readonly<Record<string, unknown>>;
    if (typeof name !== 'string' || !NAME.test(name)) return undefined;
    if (typeof version !== 'string' || !VERSION.test(version)) return undefined;
    return {
      name,
      version,
      ...(typeof license === 'string' && LICENSE.test(license) ? { license } : {}),
    };
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
};
