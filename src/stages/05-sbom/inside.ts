// What built files drew in: Go modules from the programs themselves, npm packages from lock files at the commit.
import { Failure } from '../../domain/failure.ts';
import type { BuiltFile } from '../../domain/outcome/build.ts';
import type { ReleaseFacts } from '../../domain/release.ts';
import type { SbomBuilder } from '../../domain/settings.ts';
import type { Streamed } from '../../formats/byte-ranges.ts';
import { readGoBuildInfo } from '../../formats/go-buildinfo/read.ts';
import type { GoProgram, SpdxParts } from '../../formats/spdx/go-packages.ts';
import { npmPackages } from '../../formats/spdx/npm-packages.ts';
import type { Source } from '../../ports/source.ts';
import type { Store } from '../../ports/store.ts';
import { type FoundLock, locksOf } from './locks.ts';

/** The bytes of what lies in the store, for readers that hash or inflate each piece before they take the next. */
export const streamed = (
  { content }: Pick<BuiltFile, 'content'>,
  { read, pass = read, range }: Pick<Store, 'read' | 'pass' | 'range'>,
): Streamed => ({
  size: content.size,
  open: () => pass(content),
  ...(range === undefined ? {} : { at: (offset, length) => range(content, offset, length) }),
});

/**
 * The Go program that a built file is; `undefined` for any other file, and nothing is read where none `may` be found.
 * Fails with `SBOM_UNREADABLE` for build information that cannot be read, and for a file of a `go` builder that holds
 * none.
 */
export const goProgram = async (
  file: BuiltFile,
  path: string | undefined,
  builders: readonly SbomBuilder[],
  store: Pick<Store, 'read' | 'pass' | 'range'>,
  may = true,
): Promise<GoProgram | undefined> => {
  const info = may ? await readGoBuildInfo(file.path, streamed(file, store)) : undefined;
  if (info !== undefined) return { ...(path === undefined ? {} : { path }), info };
  if (builders.some(({ id, kind }) => id === file.builder && kind === 'go')) throw noInformation(file);
  return undefined;
};

export interface FoundNpm extends SpdxParts {
  readonly locks: readonly FoundLock[];
  /** Which lock files were read, and which builders have none, in sentences. */
  readonly remarks: readonly string[];
}

/** The npm packages behind these builders. Fails with `SBOM_UNREADABLE` for a lock file that cannot be read. */
export const npmOf = async (
  builders: readonly SbomBuilder[],
  { commit }: Pick<ReleaseFacts, 'commit'>,
  source: Pick<Source, 'text'>,
): Promise<FoundNpm> => {
  const locks = await locksOf(builders, commit, source);
  const found = npmPackages(locks.flatMap(({ lock }) => (lock === undefined ? [] : [lock])));
  return { ...found, locks, remarks: aboutNpm(locks) };
};

export const aboutGo = (programs: readonly GoProgram[]): readonly string[] =>
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
