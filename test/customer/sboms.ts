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

interface Lock {
  readonly packages: Readonly<
    Record<
      string,
      {
        readonly version: string;
        readonly dev?: boolean;
        readonly optional?: boolean;
        readonly devOptional?: boolean;
      }
    >
  >;
}

interface Spdx {
  readonly packages: readonly Package[];
  readonly relationships: readonly {
    readonly spdxElementId: string;
    readonly relationshipType: string;
    readonly relatedSpdxElement: string;
  }[];
}

/**
 * Of an image from a Dockerfile: the modules of its controller, and nothing of what was built into the web page on the way.
 */
export const builtSbomChecks = async ({
  assets,
  images,
}: CustomerRelease): Promise<readonly CheckResult[]> => {
  const results: CheckResult[] = [];
  for (const platform of images) {
    const name = `k8s-breakglass_${platform.replace('/', '_')}.image.spdx.json`;
    const spdx = JSON.parse(await readFile(join(assets, name), 'utf8')) as Spdx;
    const found = spdx.packages.filter((one) => purlOf(one).startsWith('pkg:npm/'));
    results.push(
      modules(name, spdx, CONTROLLER[platform]?.modules ?? 0),
      equal(`W25: ${name} names no npm package: none lies in a layer`, String(found.length), '0'),
    );
  }
  return results;
};

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
    results.push(modules(name, spdx, CONTROLLER[platform]?.modules ?? 0), await npm(name, spdx, release));
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

/** Which of them reach the page is recorded by nobody: those that its lock file needs at run time, optional ones apart. */
const npm = async (
  name: string,
  { packages, relationships }: Spdx,
  { source }: CustomerRelease,
): Promise<CheckResult> => {
  const ids = new Map(packages.map((one) => [one.SPDXID, purlOf(one)]));
  const needed = relationships
    .filter(({ relationshipType }) => relationshipType === 'DEPENDS_ON')
    .map(({ relatedSpdxElement }) => ids.get(relatedSpdxElement) ?? '')
    .filter((purl) => purl.startsWith('pkg:npm/'));
  const lock = JSON.parse(await readFile(join(source, 'frontend/package-lock.json'), 'utf8')) as Lock;
  const wanted = new Set(
    Object.entries(lock.packages)
      .filter(([path, one]) => path !== '' && !one.dev && !one.optional && !one.devOptional)
      .map(([path, { version }]) => purl(path.slice(path.lastIndexOf(IN) + IN.length), version)),
  );
  const passed =
    needed.length === wanted.size && needed.length <= NPM_PACKAGES && needed.every((one) => wanted.has(one));
  return {
    name: `W25: ${name} has the npm packages that the web page needs, at most ${NPM_PACKAGES}`,
    passed,
    said: `${needed.length} of ${wanted.size}; ${needed.find((one) => !wanted.has(one)) ?? ''}`,
  };
};

const IN = 'node_modules/';

const purl = (name: string, version: string): string => `pkg:npm/${name.replace('@', '%40')}@${version}`;
