// Writes one archive into the store: members and repository files under one root, sorted, times of the commit.
import type { Asset } from '../../domain/asset.ts';
import type { Descriptor } from '../../domain/descriptor.ts';
import { Failure } from '../../domain/failure.ts';
import type { ReleaseFacts } from '../../domain/release.ts';
import type { Doors } from '../../engine/stage.ts';
import type { ArchiveEntry } from '../../formats/archive-entry.ts';
import { glob, isGlob } from '../../formats/glob.ts';
import { tarArchive } from '../../formats/tar/write.ts';
import { zipArchive } from '../../formats/zip/write.ts';
import type { Source } from '../../ports/source.ts';
import type { Member, PlannedArchive } from './plan.ts';

/**
 * The archive's descriptor, assets of parts before it inside; fails with `SOURCE_FILE_MISSING` for a named repository file that is not there.
 */
export const writeArchive = async (
  { archive, name }: PlannedArchive,
  earlier: readonly Asset[],
  facts: ReleaseFacts,
  doors: Doors<'compressor' | 'source' | 'store'>,
): Promise<Descriptor> => {
  const { compressor, store } = doors;
  const inside = [
    ...builtEntries([...archive.members, ...earlier.map(whole)], doors),
    ...(await repositoryEntries(archive, facts.commit, name, doors)),
  ];
  const root = archive.root === '' ? '' : `${archive.root}/`;
  const entries = inside.map((entry) => ({ ...entry, path: `${root}${entry.path}` }));
  const options = { epoch: facts.commitEpoch };
  return archive.format === 'zip'
    ? store.write(zipArchive(entries, { ...options, compressor }), 'application/zip')
    : store.write(compressor.gzip(tarArchive(entries, options)), 'application/gzip');
};

/** An asset in an archive: under its own name. */
const whole = ({ name, content }: Asset): Member => ({ path: name, executable: false, content });

const builtEntries = (members: readonly Member[], { store }: Doors<'store'>): readonly ArchiveEntry[] =>
  members.map(({ path, executable, content }) => ({
    path,
    mode: modeOf(executable),
    size: content.size,
    // Compressing is done with each piece before it takes the next.
    bytes: () => (store.pass ?? store.read)(content),
  }));

const repositoryEntries = async (
  { repositoryFiles }: PlannedArchive['archive'],
  commit: string,
  name: string,
  { source }: Doors<'source'>,
): Promise<readonly ArchiveEntry[]> => {
  if (repositoryFiles.length === 0) return [];
  const tree = await source.files(commit);
  for (const pattern of repositoryFiles)
    if (!tree.some(({ path }) => glob(pattern)(path))) throw missing(pattern, name);
  const globs = repositoryFiles.map(glob);
  return Promise.all(
    tree
      .filter(({ path }) => globs.some((matches) => matches(path)))
      .map(async ({ path, executable, size, link }) => ({
        path,
        mode: modeOf(executable),
        size: link ? 0 : size,
        bytes: () => source.read(commit, path),
        ...(link ? { link: await linkTarget(commit, path, source) } : {}),
      })),
  );
};

const linkTarget = async (commit: string, path: string, source: Source): Promise<string> =>
  new TextDecoder('utf-8', { fatal: true }).decode(await source.text(commit, path, 4096));

const modeOf = (executable: boolean): number => (executable ? 0o755 : 0o644);

const missing = (pattern: string, name: string): Failure =>
  new Failure(
    'SOURCE_FILE_MISSING',
    `${isGlob(pattern) ? 'no file matches' : 'there is no file'} ${pattern} for ${name}`,
    {
      remedy: 'commit the file, or correct package.archives[].files',
      at: 'package.archives',
    },
  );
