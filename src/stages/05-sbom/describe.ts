// What a packaged file consists of: its files from its bytes, Go modules from programs, npm packages from lock files.
import { hexOf } from '../../domain/digest.ts';
import type { BuiltFile } from '../../domain/outcome/build.ts';
import type { PackagedAsset } from '../../domain/outcome/package.ts';
import type { ReleaseFacts } from '../../domain/release.ts';
import type { SbomSettings } from '../../domain/settings.ts';
import type { Doors } from '../../engine/stage.ts';
import { formatPurl, npmPurl } from '../../formats/purl.ts';
import type { SpdxDescription, SpdxFile } from '../../formats/spdx/document.ts';
import { type GoProgram, goPackages } from '../../formats/spdx/go-packages.ts';
import { containerOf, type Container, digestMembers } from '../../formats/spdx/members.ts';
import { aboutGo, goProgram, npmOf, streamed } from './inside.ts';
import { buildersBehind, type FoundLock } from './locks.ts';

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
  const files = await digestMembers(asset.name, container, streamed(asset, store));
  const builders = buildersBehind(asset.holds, settings.builders);
  const programs: GoProgram[] = [];
  for (const held of asset.holds) {
    const program = await goProgram(held, pathOf(held, files), builders, store);
    if (program !== undefined) programs.push(program);
  }
  const go = goPackages(programs);
  const npm = await npmOf(builders, facts, source);
  return {
    asset: {
      name: asset.name,
      sha256: hexOf(asset.content.digest),
      version: facts.version,
      purl: purlOf(asset, facts, npm.locks),
      purpose: asset.role === 'source' ? 'SOURCE' : container === 'plain' ? 'FILE' : 'ARCHIVE',
      sourceInfo: sourceInfo(facts),
    },
    comment: [...aboutFiles(container, asset), ...aboutGo(programs), ...npm.remarks].join(' '),
    created: created(facts),
    files,
    packages: [...go.packages, ...npm.packages],
    relationships: [...go.relationships, ...npm.relationships],
  };
};

/** When a document was made, as it says: at the time of the commit, whenever the release is made. */
export const created = ({ commitEpoch }: ReleaseFacts): string =>
  `${new Date(commitEpoch * 1000).toISOString().slice(0, 19)}Z`;

export const sourceInfo = ({ commit, repository, tag }: ReleaseFacts): string =>
  `Made from commit ${commit} of ${repository}, tag ${tag}.`;

// A file that is published as it was built or taken in is not opened, whatever it is called.
const containerOfAsset = ({ name, role }: PackagedAsset): Container =>
  role === 'file' ? 'plain' : containerOf(name);

const pathOf = ({ content }: BuiltFile, files: readonly SpdxFile[]): string | undefined =>
  files.find(({ sha256 }) => sha256 === hexOf(content.digest))?.path;

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
