// Packages of a distribution as SPDX packages: what is described contains them.
import type { Distribution, OsPackage } from '../os-packages/package.ts';
import { formatPurl } from '../purl.ts';
import { ASSET, type SpdxPackage } from './document.ts';
import type { SpdxParts } from './go-packages.ts';

/** Packages and relationships of what was found installed, each once, sorted by purl. */
export const osPackages = (
  found: readonly OsPackage[],
  distribution: Distribution | undefined,
): SpdxParts => {
  const packages = new Map(
    found.map((one) => spdxPackage(one, distribution)).map((one) => [one.key, one] as const),
  );
  const sorted = [...packages.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  return {
    packages: sorted,
    relationships: sorted.map(({ key }) => ({ from: ASSET, type: 'CONTAINS', to: key })),
  };
};

const spdxPackage = (one: OsPackage, distribution: Distribution | undefined): SpdxPackage => {
  const { type, name, version, epoch, architecture, licence, source, vendor } = one;
  const purl = formatPurl({
    type,
    ...(distribution === undefined ? {} : { namespace: [vendorOf(distribution)] }),
    name,
    version,
    qualifiers: {
      arch: architecture,
      distro: distroOf(distribution),
      epoch: epoch === undefined ? undefined : String(epoch),
      // Not in the specification of the types, but how scanners are told what advisories speak of.
      upstream: source,
    },
  });
  return {
    key: purl,
    name,
    version: epoch === undefined ? version : `${epoch}:${version}`,
    purl,
    ...(licence === undefined ? {} : { licence }),
    ...(vendor === undefined ? {} : { supplier: vendor }),
    ...(source === undefined ? {} : { comment: `built from source package ${source}` }),
  };
};

const distroOf = (distribution: Distribution | undefined): string | undefined =>
  distribution?.version === undefined ? distribution?.id : `${distribution.id}-${distribution.version}`;

// Those whose `ID` is not the name that purls are given by; all others are called alike.
const VENDORS: Readonly<Record<string, string>> = {
  rhel: 'redhat',
  'opensuse-leap': 'opensuse',
  'opensuse-tumbleweed': 'opensuse',
};

const vendorOf = ({ id }: Distribution): string => VENDORS[id] ?? id;
