// What a packaged file consists of: its files from its bytes, Go modules from programs, npm packages from lock files.
import { hexOf } from '../../domain/digest.ts';
import { Failure } from '../../domain/failure.ts';
import type { BuiltFile } from '../../domain/outcome/build.ts';
import type { PackagedAsset } from '../../domain/outcome/package.ts';
import type { ReleaseFacts } from '../../domain/release.ts';
import type { SbomSettings } from '../../domain/settings.ts';
import type { Doors } from '../../engine/stage.ts';
import type { Streamed } from '../../formats/byte-ranges.ts';
import { readGoBuildInfo } from '../../formats/go-buildinfo/read.ts';
import { formatPurl, npmPurl } from '../../formats/purl.ts';
import type { SpdxDescription, SpdxFile } from '../../formats/spdx/document.ts';
import { type GoProgram, goPackages } from '../../formats/spdx/go-packages.ts';
import { containerOf, type Container, digestMembers } from '../../formats/spdx/members.ts';
import { npmPackages } from '../../formats/spdx/npm-packages.ts';
import { buildersBehind, type FoundLock, locksOf } from './locks.ts';

type Reading = Doors<'store' | 'source'>;

/**
 * The description of one asset. Fails with `SBOM_UNREADABLE` for a lock file or Go build information that cannot
 * be read, and for a file of a `go` builder that holds none; with `ARCHIVE_…` for an archive that is none.
 */
export const describe = async (
  asset: PackagedAsset,
  facts: ReleaseFacts,
  settings: SbomSettings,
  { store, source }: Reading,
): Promise<SpdxDescription> => {
  const container = containerOfAsset(asset);
  const streamed = ({ content }: Pick<BuiltFile, 'content'>): Streamed => ({
    size: content.size,
    open: () => store.read(content),
  });
  const files = await digestMembers(asset.name, container, streamed(asset));
  const builders = buildersBehind(asset.holds, settings.builders);
  const programs: GoProgram[] = [];
  for (const held of asset.holds) {
    const info = await readGoBuildInfo(held.path, streamed(held));
    if (info !== undefined) programs.push({ ...pathOf(held, files), info });
    else if (builders.some(({ id, kind }) => id === held.builder && kind === 'go')) throw noInformation(held);
  }
  const locks = await locksOf(builders, facts.commit, source);
  const [go, npm] = [
    goPackages(programs),
    npmPackages(locks.flatMap(({ lock }) => (lock === undefined ? [] : [lock]))),
  ];
  return {
    asset: {
      name: asset.name,
      sha256: hexOf(asset.content.digest),
      version: facts.version,
      purl: purlOf(asset, facts, locks),
      purpose: asset.role === 'source' ? 'SOURCE' : container === 'plain' ? 'FILE' : 'ARCHIVE',
      sourceInfo: `Made from commit ${facts.commit} of ${facts.repository}, tag ${facts.tag}.`,
    },
    comment: [...aboutFiles(container, asset), ...aboutGo(programs), ...aboutNpm(locks)].join(' '),
    created: `${new Date(facts.commitEpoch * 1000).toISOString().slice(0, 19)}Z`,
    files,
    packages: [...go.packages, ...npm.packages],
    relationships: [...go.relationships, ...npm.relationships],
  };
};

// A file that is published as it was built or taken in is not opened, whatever it is called.
const containerOfAsset = ({ name, role }: PackagedAsset): Container =>
  role === 'file' ? 'plain' : containerOf(name);

const pathOf = ({ content }: BuiltFile, files: readonly SpdxFile[]): { readonly path?: string } => {
  const found = files.find(({ sha256 }) => sha256 === hexOf(content.digest));
  return found === undefined ? {} : { path: found.path };
};

// An npm tarball is known by its package's name; every other file by the repository that releases it.
const purlOf = (asset: PackagedAsset, facts: ReleaseFacts, locks: readonly FoundLock[]): string => {
  const root =
    asset.role === 'package'
      ? locks.find(({ lock }) => lock?.root.name !== undefined)?.lock?.root
      : undefined;
  if (root?.name !== undefined) return npmPurl(root.name, root.version);
  const segments = facts.repository.split('/');
  return formatPurl({
    type: 'github',
    namespace: segments.slice(0, -1),
    name: segments.at(-1) ?? '',
    version: facts.tag,
  });
};

const aboutFiles = (container: Container, { holds, origin }: PackagedAsset): readonly string[] => [
  container === 'plain'
    ? 'The file itself is listed with its digests.'
    : 'Every file inside is listed with its digests, read from the archive.',
  ...(origin === 'prebuilt' || holds.some((held) => held.origin === 'prebuilt')
    ? [
        'It was taken in, at least in part, and not built with the release: what was linked into such files is not known.',
      ]
    : []),
];

const aboutGo = (programs: readonly GoProgram[]): readonly string[] =>
  programs.length === 0 ? [] : ['Go modules are those that the build information of the programs names.'];

const aboutNpm = (locks: readonly FoundLock[]): readonly string[] => [
  ...[...new Set(locks.flatMap(({ path }) => (path === undefined ? [] : [path])))].map(
    (path) =>
      `npm packages are those of ${path} at the commit: what is needed at run time, what is optional, and what builds and tests; which of them were bundled is not recorded.`,
  ),
  ...locks
    .filter(({ lock }) => lock === undefined)
    .map(
      ({ builder }) =>
        `The builder ${builder} has no lock file of npm at the commit, so its npm packages are not listed.`,
    ),
];

const noInformation = ({ path, builder }: BuiltFile): Failure =>
  new Failure(
    'SBOM_UNREADABLE',
    `${path} of the builder ${builder} holds no Go build information, so its modules are not known`,
    {
      remedy: 'build with Go 1.18 or later, and without tools that strip or pack the program afterwards',
    },
  );
