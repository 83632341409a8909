// The customer's SBOMs: as many modules and packages as its programs and its web page are made of.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { CheckResult } from '../interop/kit.ts';
import { equal } from '../interop/layouts.ts';
import { BGCTL, CONTROLLER, NPM_PACKAGES } from './golden.ts';
import { archiveOf, type CustomerRelease } from './rehearsed.ts';

interface Package {
  readonly SPDXID: string;
  readonly externalRefs?: readonly { readonly referenceLocator: string }[];
}

interface Spdx {
  readonly packages: readonly Package[];
  readonly relationships: readonly {
    readonly spdxElementId: string;
    readonly relationshipType: string;
    readonly relatedSpdxElement: string;
  }[];
}

/** Behaviours 37 and 55, and W25: every archive and every platform has one, with what was built away. */
export const sbomChecks = async (release: CustomerRelease): Promise<readonly CheckResult[]> => {
  const read = async (name: string): Promise<Spdx> =>
    JSON.parse(await readFile(join(release.assets, name), 'utf8')) as Spdx;
  const results: CheckResult[] = [];
  for (const platform of release.programs) {
    const name = `${archiveOf(platform).archive}.spdx.json`;
    results.push(modules(name, await read(name), BGCTL[platform]?.modules ?? 0));
  }
  for (const platform of release.images) {
    const name = `k8s-breakglass_${platform.replace('/', '_')}.image.spdx.json`;
    const spdx = await read(name);
    results.push(modules(name, spdx, CONTROLLER[platform]?.modules ?? 0), ...npm(name, spdx));
  }
  const index = await read('k8s-breakglass.index.spdx.json');
  const variants = index.relationships.filter(({ relationshipType }) => relationshipType === 'VARIANT_OF');
  return [
    ...results,
    equal(
      'W25: the SBOM of the index names every platform',
      String(variants.length),
      String(release.images.length),
    ),
  ];
};

const purlOf = ({ externalRefs = [] }: Package): string => externalRefs[0]?.referenceLocator ?? '';

/** The main module and the standard library stand beside what `go version -m` calls dependencies. */
const modules = (name: string, { packages }: Spdx, wanted: number): CheckResult => {
  const found = packages.filter((one) => purlOf(one).startsWith('pkg:golang/'));
  return equal(
    `${name} has ${wanted} modules beside the main one and std`,
    String(found.length - 2),
    String(wanted),
  );
};

const npm = (name: string, { packages, relationships }: Spdx): readonly CheckResult[] => {
  const ids = new Map(packages.map((one) => [one.SPDXID, purlOf(one)]));
  const isNpm = (id: string): boolean => ids.get(id)?.startsWith('pkg:npm/') === true;
  const needed = relationships.filter(
    ({ relationshipType: type, spdxElementId: from, relatedSpdxElement: to }) =>
      (type === 'DEPENDS_ON' && isNpm(to)) || (type === 'OPTIONAL_DEPENDENCY_OF' && isNpm(from)),
  );
  const passed = needed.length > 0 && needed.length <= NPM_PACKAGES;
  return [
    {
      name: `W25: ${name} has the npm packages of the web page, at most ${NPM_PACKAGES}`,
      passed,
      said: `${needed.length} are needed at run time`,
    },
  ];
};
