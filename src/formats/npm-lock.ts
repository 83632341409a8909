// npm's lock file, versions 2 and 3 (docs.npmjs.com, package-lock.json): which packages, and what each is for.
import { Failure } from '../domain/failure.ts';
import { parseJson } from './json.ts';

/** `runtime` is what the package needs, `optional` what it takes if it can, `development` what builds and tests it. */
export type NpmUse = 'runtime' | 'optional' | 'development';

export interface NpmPackage {
  /** With its `@scope/`, the name it is published under, not an alias. */
  readonly name: string;
  readonly version?: string;
  readonly use: NpmUse;
  /** Where it comes from: an http(s) address without credentials. */
  readonly resolved?: string;
  /** SHA-512 of its tarball, 128 lower-case hexadecimal digits. */
  readonly sha512?: string;
  /** What its package.json says; not checked to be an SPDX expression. */
  readonly license?: string;
  /** A folder of the same repository (a workspace), not fetched. */
  readonly local: boolean;
}

export interface NpmLock {
  /** The package whose lock this is. */
  readonly root: { readonly name?: string; readonly version?: string; readonly license?: string };
  /** One for each name and version, sorted; of several uses the strongest. */
  readonly packages: readonly NpmPackage[];
}

/** The most bytes of a lock file. */
export const MAX_LOCK = 64 * 1024 * 1024;

/**
 * Parses a lock file. Fails with `SBOM_UNREADABLE` for what is no JSON, has no `packages` (version 1), or holds
 * an entry without the shape that npm writes; fields that are not read here may be anything.
 */
export const parseNpmLock = (bytes: Uint8Array, name: string): NpmLock => {
  const document = parse(bytes, name);
  if (!isObject(document) || !isObject(document['packages'])) {
    throw unreadable(name, 'it has no "packages": only lockfileVersion 2 and 3 list what is needed');
  }
  const entries = Object.entries(document['packages']);
  const packages = new Map<string, NpmPackage>();
  let root: NpmLock['root'] = {};
  for (const [path, entry] of entries) {
    if (!isObject(entry)) throw unreadable(name, `the entry ${JSON.stringify(path)} is no object`);
    if (path === '') {
      root = {
        ...text('name', entry['name']),
        ...text('version', entry['version']),
        ...text('license', entry['license']),
      };
      continue;
    }
    // A link says where a workspace lies; the workspace has an entry of its own.
    if (entry['link'] === true) continue;
    const found = parseEntry(path, entry);
    if (found === undefined)
      throw unreadable(name, `the entry ${JSON.stringify(path)} is not what npm writes`);
    const key = `${found.name}@${found.version ?? ''}`;
    const other = packages.get(key);
    packages.set(key, other === undefined || STRENGTH[found.use] > STRENGTH[other.use] ? found : other);
  }
  return {
    root,
    packages: [...packages.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, found]) => found),
  };
};

const STRENGTH: Readonly<Record<NpmUse, number>> = { runtime: 2, optional: 1, development: 0 };
const MODULES = 'node_modules/';
const NAME = /^(?:@[^\s/@\\\p{Cc}]{1,214}\/)?[^\s/@\\\p{Cc}]{1,214}$/u;
const VERSION = /^[0-9A-Za-z.+-]{1,256}$/;

const parseEntry = (path: string, entry: Readonly<Record<string, unknown>>): NpmPackage | undefined => {
  const at = path.lastIndexOf(MODULES);
  const { name = at === -1 ? (path.split('/').at(-1) ?? '') : path.slice(at + MODULES.length) } = text(
    'name',
    entry['name'],
  );
  const { version } = text('version', entry['version']);
  if (!NAME.test(name) || (version !== undefined && !VERSION.test(version))) return undefined;
  const { resolved } = text('resolved', entry['resolved']);
  return {
    name,
    ...(version === undefined ? {} : { version }),
    use: useOf(entry),
    ...(resolved !== undefined && isPublicAddress(resolved) ? { resolved } : {}),
    ...sha512Of(entry['integrity']),
    ...text('license', entry['license']),
    local: at === -1,
  };
};

// `devOptional` is wanted by development and by something optional; the second is what may be shipped.
const useOf = (entry: Readonly<Record<string, unknown>>): NpmUse =>
  entry['dev'] === true
    ? 'development'
    : entry['optional'] === true || entry['devOptional'] === true
      ? 'optional'
      : 'runtime';

// A lock file may hold a private registry's address with a password in it; that must not go into a release.
const isPublicAddress = (address: string): boolean => /^https?:\/\/[^\s@?#"<>\\\p{Cc}]+$/u.test(address);

const sha512Of = (integrity: unknown): { readonly sha512?: string } => {
  const [, base64] =
    /(?:^|\s)sha512-([A-Za-z0-9+/]{86}==)(?:\s|\?|$)/.exec(typeof integrity === 'string' ? integrity : '') ??
    [];
  return base64 === undefined ? {} : { sha512: Buffer.from(base64, 'base64').toString('hex') };
};

const text = <const Name extends string>(name: Name, value: unknown): { readonly [key in Name]?: string } =>
  typeof value === 'string' && value !== '' ? ({ [name]: value } as { readonly [key in Name]?: string }) : {};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const parse = (bytes: Uint8Array, name: string): unknown => {
  try {
    return parseJson(bytes, { bytes: MAX_LOCK });
  } catch (cause) {
    throw unreadable(name, 'it is no strict JSON', cause);
  }
};

const unreadable = (name: string, why: string, cause?: unknown): Failure =>
  new Failure('SBOM_UNREADABLE', `the lock file ${name} cannot be read: ${why}`, {
    remedy: 'write it again with npm 7 or later (npm install --package-lock-only) and commit it',
    cause,
  });
