// What one platform of an image consists of: packages of its distribution, Go modules, npm packages, files.
import { byBytes } from '../../domain/byte-order.ts';
import { hexOf } from '../../domain/digest.ts';
import type { PlatformManifest, UsedBase } from '../../domain/image.ts';
import type { AssembledImage } from '../../domain/outcome/assemble.ts';
import type { BuiltImage } from '../../domain/outcome/build.ts';
import { formatPlatform } from '../../domain/platform.ts';
import type { ReleaseFacts } from '../../domain/release.ts';
import type { SbomSettings } from '../../domain/settings.ts';
import type { Doors } from '../../engine/stage.ts';
import { type RootFile, rootFiles } from '../../formats/oci/root-files.ts';
import { installedPackages, type InstalledPackages, wantedPackages } from '../../formats/npm-installed.ts';
import { findPackages, type FoundPackages, wantedOf } from '../../formats/os-packages/find.ts';
import { ociPurl } from '../../formats/purl.ts';
import { ASSET, type SpdxDescription, type SpdxPackage } from '../../formats/spdx/document.ts';
import { type GoProgram, goPackages } from '../../formats/spdx/go-packages.ts';
import { npmInside } from '../../formats/spdx/npm-packages.ts';
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
  const wantedNpm = wantedPackages();
  const root = await rootFiles(layers, (path, size) => wantedOf(path) ?? wantedNpm(path, size));
  const found = findPackages(root);
  const { files, leftOut, listed } = listFiles(root, built.baseLayers);
  const builders = buildersBehind(
    [
      ...built.holds.map(({ file }) => file),
      // What is placed before a Dockerfile is built may be in its image.
      ...(built.dockerfile?.inputs ?? []).map((id) => ({ builder: id })),
    ],
    settings.builders,
  );
  const programs: GoProgram[] = [];
  for (const { path, file } of built.holds) {
    // Most files of an image are no programs, as was seen when they passed.
    const seen = root.get(path);
    const may = seen?.sha256 !== hexOf(file.content.digest) || seen.program;
    const program = await goProgram(file, listed.has(path) ? path : undefined, builders, store, may);
    if (program !== undefined) programs.push(program);
  }
  const base = programsOfBase(root, built, listed);
  const npm = await npmOf(builders, facts, source);
  const installed = installedPackages(root);
  const parts = [
    osPackages(found.packages, found.distribution),
    goPackages([...programs, ...base.programs]),
    npm,
    npmInside(installed.packages, new Set(npm.packages.map(({ key }) => key))),
    basePackages(built),
  ];
  const remarks = [
    ...aboutDockerfile(built),
    ...aboutFiles(files.length, leftOut, built),
    ...aboutPackages(found),
    ...aboutGo([...programs, ...base.programs]),
    ...base.remarks,
    ...npm.remarks,
    ...aboutInstalled(installed),
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
  { holds, dockerfile }: BuiltImage,
  listed: ReadonlySet<string>,
): { readonly programs: readonly GoProgram[]; readonly remarks: readonly string[] } => {
  const ours = new Set(holds.map(({ path }) => path));
  const [programs, remarks]: [GoProgram[], string[]] = [[], []];
  for (const [path, { go }] of [...root].sort(([a], [b]) => byBytes(a, b))) {
    if (go === undefined || ours.has(path)) continue;
    if (go !== 'unreadable') programs.push({ ...(listed.has(path) ? { path } : {}), info: go });
    else
      remarks.push(
        `The Go build information of ${path}${dockerfile === undefined ? ' of the base' : ''} cannot be read, so its modules are missing here.`,
      );
  }
  return { programs, remarks };
};

// What it was made upon by digest; of a Dockerfile, every image that it takes from, as nobody knows what of which stayed.
const basePackages = ({
  base,
  dockerfile,
}: BuiltImage): Pick<SpdxDescription, 'packages' | 'relationships'> => {
  const all: readonly (readonly [UsedBase, string])[] = [
    ...(base === undefined
      ? []
      : [[base, 'The image that this one was made upon: its manifest for the same platform.'] as const]),
    ...(dockerfile?.bases ?? []).map((one) => [one, 'Its Dockerfile takes from it.'] as const),
    ...(dockerfile?.substitutes ?? []).map(
      ({ from, base: one }) =>
        [one, `Its Dockerfile takes from ${from}, in the place of which this was taken.`] as const,
    ),
  ];
  const packages = new Map<string, SpdxPackage>();
  for (const [{ name, digest }, comment] of all) {
    const key = `base:${name}`;
    const before = packages.get(key)?.comment;
    packages.set(key, {
      key,
      name,
      version: digest,
      sha256: hexOf(digest),
      purpose: 'CONTAINER',
      comment: before === undefined ? comment : `${before} ${comment}`,
    });
  }
  return {
    packages: [...packages.values()],
    relationships: [...packages.keys()].map((key) => ({ from: ASSET, type: 'DESCENDANT_OF', to: key })),
  };
};

const aboutFiles = (count: number, leftOut: number, { dockerfile }: BuiltImage): readonly string[] => {
  if (leftOut === 0)
    return ['Every file that a container sees is listed with its digests, read from the layers.'];
  const which =
    dockerfile === undefined
      ? `those that were put upon the base first; ${leftOut} more of the base are left out.`
      : `by path; ${leftOut} more are left out.`;
  return [`${count} files are listed with their digests, ${which}`];
};

const aboutDockerfile = ({ dockerfile }: BuiltImage): readonly string[] => {
  if (dockerfile === undefined) return [];
  const { file, bases, unpinned, substitutes } = dockerfile;
  const taken = new Set([...bases, ...substitutes.map(({ base }) => base)].map(({ name }) => name));
  const from = [...taken, ...unpinned];
  return [
    `It was built from ${file}${from.length === 0 ? '' : `, which takes from ${from.join(', ')}`}.`,
    ...substitutes.map(({ from: text, base }) => `${base.name} stands there for ${text}.`),
    'Of what is no package of the distribution, no Go program and no npm package, only the files are known.',
  ];
};

const aboutInstalled = ({ packages, unread }: InstalledPackages): readonly string[] => [
  ...(packages.length === 0
    ? []
    : ['npm packages that it CONTAINS are those whose package.json lies below a node_modules in it.']),
  ...(unread === 0 ? [] : [`Of ${unread} more the package.json cannot be read.`]),
];

const aboutPackages = ({ databases, remarks }: FoundPackages): readonly string[] => [
  databases.length === 0
    ? 'No package database of dpkg, apk or rpm was read.'
    : `Packages of the distribution are those of ${databases.length > 3 ? `${databases.length} files, such as ${databases[0] ?? ''}` : databases.join(', ')}.`,
  ...remarks,
];
