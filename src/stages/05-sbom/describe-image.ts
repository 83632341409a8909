// What one platform of an image consists of: packages of its distribution, Go modules, npm packages, files.
import { byBytes } from '../../domain/byte-order.ts';
import { hexOf } from '../../domain/digest.ts';
import type { PlatformManifest } from '../../domain/image.ts';
import type { AssembledImage } from '../../domain/outcome/assemble.ts';
import type { BuiltImage } from '../../domain/outcome/build.ts';
import { formatPlatform } from '../../domain/platform.ts';
import type { ReleaseFacts } from '../../domain/release.ts';
import type { SbomSettings } from '../../domain/settings.ts';
import type { Doors } from '../../engine/stage.ts';
import { type RootFile, rootFiles } from '../../formats/oci/root-files.ts';
import { findPackages, type FoundPackages, wantedOf } from '../../formats/os-packages/find.ts';
import { ociPurl } from '../../formats/purl.ts';
import { ASSET, type SpdxDescription, type SpdxPackage } from '../../formats/spdx/document.ts';
import { type GoProgram, goPackages } from '../../formats/spdx/go-packages.ts';
import { osPackages } from '../../formats/spdx/os-packages.ts';
import { created, sourceInfo } from './describe.ts';
import { aboutGo, goProgram, npmOf } from './inside.ts';
import { listFiles } from './list-files.ts';
import { buildersBehind } from './locks.ts';

/** The description of the manifest of one platform, as it is named in every document about it. */
export const describedManifest = (
  { repository, tags }: AssembledImage,
  { digest, platform }: PlatformManifest,
  facts: ReleaseFacts,
): SpdxDescription['asset'] => ({
  name: repository,
  sha256: hexOf(digest),
  version: facts.version,
  purl: ociPurl(repository, digest, { arch: platform.architecture, tag: tags[0] }),
  purpose: 'CONTAINER',
  sourceInfo: `For ${formatPlatform(platform)}. ${sourceInfo(facts)}`,
});

/**
 * The description of one platform, read from its layers as they lie in the store. Fails with `SBOM_UNREADABLE` for a
 * package database, a lock file or our own program that cannot be read, with `ARCHIVE_…` for a layer that is none.
 */
export const describeImage = async (
  name: string,
  assembled: AssembledImage,
  built: BuiltImage,
  facts: ReleaseFacts,
  settings: SbomSettings,
  { store, source }: Doors<'store' | 'source'>,
): Promise<SpdxDescription> => {
  const layers = built.layers.map((layer) => ({
    mediaType: layer.mediaType,
    open: () => (store.pass ?? store.read)(layer),
  }));
  const root = await rootFiles(layers, wantedOf);
  const found = findPackages(root);
  const { files, leftOut, listed } = listFiles(root, built.baseLayers);
  const builders = buildersBehind(
    built.holds.map(({ file }) => file),
    settings.builders,
  );
  const programs: GoProgram[] = [];
  for (const { path, file } of built.holds) {
    const program = await goProgram(file, listed.has(path) ? path : undefined, builders, store);
    if (program !== undefined) programs.push(program);
  }
  const base = programsOfBase(root, built, listed);
  const npm = await npmOf(builders, facts, source);
  const parts = [
    osPackages(found.packages, found.distribution),
    goPackages([...programs, ...base.programs]),
    npm,
    basePackage(built),
  ];
  const remarks = [
    ...aboutFiles(files.length, leftOut),
    ...aboutPackages(found),
    ...aboutGo([...programs, ...base.programs]),
    ...base.remarks,
    ...npm.remarks,
    ...(built.holds.some(({ file }) => file.origin === 'prebuilt')
      ? [
          'Some files were taken in and not built: what was linked into them is known only as far as they say.',
        ]
      : []),
  ];
  return {
    name,
    asset: describedManifest(assembled, built.manifest, facts),
    comment: remarks.join(' '),
    created: created(facts),
    files,
    leftOut,
    packages: parts.flatMap(({ packages }) => packages),
    relationships: parts.flatMap(({ relationships }) => relationships),
  };
};

// What others built is described as far as it goes; of our own programs everything is demanded.
const programsOfBase = (
  root: ReadonlyMap<string, RootFile>,
  { holds }: BuiltImage,
  listed: ReadonlySet<string>,
): { readonly programs: readonly GoProgram[]; readonly remarks: readonly string[] } => {
  const ours = new Set(holds.map(({ path }) => path));
  const [programs, remarks]: [GoProgram[], string[]] = [[], []];
  for (const [path, { go }] of [...root].sort(([a], [b]) => byBytes(a, b))) {
    if (go === undefined || ours.has(path)) continue;
    if (go !== 'unreadable') programs.push({ ...(listed.has(path) ? { path } : {}), info: go });
    else
      remarks.push(
        `The Go build information of ${path} of the base cannot be read, so its modules are missing here.`,
      );
  }
  return { programs, remarks };
};

const basePackage = ({ base }: BuiltImage): Pick<SpdxDescription, 'packages' | 'relationships'> => {
  if (base === undefined) return { packages: [], relationships: [] };
  const key = `base:${base.name}`;
  const one: SpdxPackage = {
    key,
    name: base.name,
    version: base.digest,
    sha256: hexOf(base.digest),
    purpose: 'CONTAINER',
    comment: 'The image that this one was made upon: its manifest for the same platform.',
  };
  return { packages: [one], relationships: [{ from: ASSET, type: 'DESCENDANT_OF', to: key }] };
};

const aboutFiles = (count: number, leftOut: number): readonly string[] => [
  leftOut === 0
    ? 'Every file that a container sees is listed with its digests, read from the layers.'
    : `${count} files are listed with their digests, those that were put upon the base first; ${leftOut} more of the base are left out.`,
];

const aboutPackages = ({ databases, remarks }: FoundPackages): readonly string[] => [
  databases.length === 0
    ? 'No package database of dpkg, apk or rpm was read.'
    : `Packages of the distribution are those of ${databases.length > 3 ? `${databases.length} files, such as ${databases[0] ?? ''}` : databases.join(', ')}.`,
  ...remarks,
];
