// The packages of npm lock files as SPDX packages, each with what it is for.
import type { InstalledPackage } from '../npm-installed.ts';
import type { NpmLock, NpmPackage, NpmUse } from '../npm-lock.ts';
import { npmPurl } from '../purl.ts';
import { ASSET, type SpdxPackage, type SpdxRelationship } from './document.ts';
import type { SpdxParts } from './go-packages.ts';

/**
 * Packages and relationships with what is described, each once, sorted; of several uses the strongest:
 * `runtime` is what it DEPENDS_ON, `optional` an OPTIONAL_DEPENDENCY_OF it, `development` a BUILD_DEPENDENCY_OF it.
 * The last are listed too: a bundler takes them in as well as others, and a lock file does not say which.
 */
export const npmPackages = (locks: readonly NpmLock[]): SpdxParts => {
  const strongest = new Map<string, NpmPackage>();
  for (const one of locks.flatMap(({ packages }) => packages)) {
    const other = strongest.get(keyOf(one));
    if (other === undefined || ORDER.indexOf(one.use) < ORDER.indexOf(other.use))
      strongest.set(keyOf(one), one);
  }
  const all = [...strongest].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    packages: all.map(([key, one]) => spdxPackage(key, one)),
    relationships: all.map(([key, { use }]) => relationship(key, use)),
  };
};

/** What lies installed in what is described, which contains it; `known` packages stand in the document already. */
export const npmInside = (installed: readonly InstalledPackage[], known: ReadonlySet<string>): SpdxParts => {
  const all = installed.map((one) => ({ ...one, key: npmPurl(one.name, one.version) }));
  return {
    packages: all
      .filter(({ key }) => !known.has(key))
      .map(({ key, name, version, license }) => ({
        key,
        name,
        version,
        purl: key,
        ...(license === undefined ? {} : { licence: license }),
      })),
    relationships: all.map(({ key }) => ({ from: ASSET, type: 'CONTAINS', to: key })),
  };
};

const ORDER: readonly NpmUse[] = ['runtime', 'optional', 'development'];

const keyOf = ({ local, name, version }: NpmPackage): string =>
  local ? `npm-folder:${name}@${version ?? ''}` : npmPurl(name, version);

const spdxPackage = (
  key: string,
  { name, version, resolved, sha512, license, local }: NpmPackage,
): SpdxPackage => ({
  key,
  name,
  ...(version === undefined ? {} : { version }),
  ...(local ? { comment: 'A folder of the repository, not fetched from a registry.' } : { purl: key }),
  ...(resolved === undefined ? {} : { downloadLocation: resolved }),
  ...(sha512 === undefined ? {} : { sha512 }),
  ...(license === undefined ? {} : { licence: license }),
});

const relationship = (key: string, use: NpmUse): SpdxRelationship =>
  use === 'runtime'
    ? { from: ASSET, type: 'DEPENDS_ON', to: key }
    : { from: key, type: use === 'optional' ? 'OPTIONAL_DEPENDENCY_OF' : 'BUILD_DEPENDENCY_OF', to: ASSET };
