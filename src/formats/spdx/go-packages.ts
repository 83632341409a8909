// Go modules of programs as SPDX packages: the main module is inside, and it depends on what was linked into it.
import type { GoBuildInfo } from '../go-buildinfo/read.ts';
import type { GoModule } from '../go-buildinfo/module-info.ts';
import { golangPurl } from '../purl.ts';
import { ASSET, type SpdxPackage, type SpdxRelationship } from './document.ts';

export interface GoProgram {
  /** Where it lies in what is described; absent when it is not there as it is. */
  readonly path?: string;
  readonly info: GoBuildInfo;
}

export interface SpdxParts {
  readonly packages: readonly SpdxPackage[];
  readonly relationships: readonly SpdxRelationship[];
}

/**
 * Packages and relationships of these programs, each once, sorted. The linker records a flat list of modules, so
 * the main module depends on all of them. A program without modules depends on Go's standard library alone.
 */
export const goPackages = (programs: readonly GoProgram[]): SpdxParts => {
  const packages = new Map<string, SpdxPackage>();
  const relationships = new Map<string, SpdxRelationship>();
  const add = (one: SpdxPackage): string => {
    if (!packages.has(one.key)) packages.set(one.key, one);
    return one.key;
  };
  const relate = (from: string, type: SpdxRelationship['type'], to: string): void => {
    relationships.set(JSON.stringify([from, type, to]), { from, type, to });
  };
  for (const { path, info } of programs) {
    const main = add(mainPackage(info));
    relate(ASSET, 'CONTAINS', main);
    if (path !== undefined) relate(path, 'GENERATED_FROM', main);
    for (const dependency of [standardLibrary(info), ...info.dependencies.map(modulePackage)]) {
      const key = add(dependency);
      if (key !== main) relate(main, 'DEPENDS_ON', key);
    }
  }
  return {
    packages: sorted(packages).map(([, one]) => one),
    relationships: sorted(relationships).map(([, one]) => one),
  };
};

const sorted = <T>(map: ReadonlyMap<string, T>): readonly (readonly [string, T])[] =>
  [...map].sort(([a], [b]) => (a < b ? -1 : 1));

const mainPackage = ({ main, path }: GoBuildInfo): SpdxPackage => {
  if (main !== undefined) return modulePackage(main);
  const name = path ?? 'command-line-arguments';
  return { key: `go-program:${name}`, name, comment: 'The program names no module that it was built from.' };
};

// `(devel)` says that a directory without a version was built.
const versionOf = ({ version }: GoModule): string | undefined =>
  version === '(devel)' ? undefined : version;

const modulePackage = (module: GoModule): SpdxPackage => {
  const { replaced } = module;
  if (replaced === undefined) return plainPackage(module, []);
  const instead = `in place of ${module.path}${module.version === undefined ? '' : ` ${module.version}`}`;
  if (replaced.version !== undefined) return plainPackage(replaced, [instead]);
  // A directory has no address by which others could find it.
  return {
    key: `go-directory:${module.path}@${module.version ?? ''}`,
    name: module.path,
    ...(module.version === undefined ? {} : { version: module.version }),
    comment: `Linked from the directory ${replaced.path} of the repository, not from the module's own source.`,
  };
};

const plainPackage = (module: GoModule, remarks: readonly string[]): SpdxPackage => {
  const version = versionOf(module);
  const purl = golangPurl(module.path, version);
  const said = [...remarks, ...(module.sum === undefined ? [] : [`go.sum ${module.sum}`])];
  return {
    key: purl,
    name: module.path,
    ...(version === undefined ? {} : { version }),
    purl,
    ...(said.length === 0 ? {} : { comment: said.join('; ') }),
  };
};

const standardLibrary = ({ goVersion }: GoBuildInfo): SpdxPackage => {
  const version = goVersion.split(' ')[0]?.replace(/^go/, '') ?? goVersion;
  const purl = golangPurl('stdlib', version);
  return { key: purl, name: 'stdlib', version, purl, licence: 'BSD-3-Clause' };
};
