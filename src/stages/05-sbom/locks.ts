// Which builders stand behind a file, and the lock files that say what they drew in.
import type { BuiltFile } from '../../domain/outcome/build.ts';
import type { SbomBuilder } from '../../domain/settings.ts';
import { MAX_LOCK, type NpmLock, parseNpmLock } from '../../formats/npm-lock.ts';
import type { Source } from '../../ports/source.ts';

export interface FoundLock {
  readonly builder: string;
  /** Absent when there is none. */
  readonly path?: string;
  readonly lock?: NpmLock;
}

/** The builders that made these files and, through their inputs, all that they were given; in configured order. */
export const buildersBehind = (
  files: readonly Pick<BuiltFile, 'builder'>[],
  builders: readonly SbomBuilder[],
): readonly SbomBuilder[] => {
  const reached = new Set<string>();
  const reach = (id: string): void => {
    if (reached.has(id)) return;
    reached.add(id);
    for (const input of builders.find((builder) => builder.id === id)?.inputs ?? []) reach(input);
  };
  for (const { builder } of files) reach(builder);
  return builders.filter(({ id }) => reached.has(id));
};

/** For each `node` builder its lock file at the commit: in its directory, else above it, as npm looks for it. */
export const locksOf = async (
  builders: readonly SbomBuilder[],
  commit: string,
  source: Pick<Source, 'text'>,
): Promise<readonly FoundLock[]> => {
  const found: FoundLock[] = [];
  for (const { id, kind, dir } of builders) {
    if (kind === 'node') found.push({ builder: id, ...(await lockAbove(dir ?? '.', commit, source)) });
  }
  return found;
};

// What npm publishes with a package goes before what it keeps for itself.
const NAMES = ['npm-shrinkwrap.json', 'package-lock.json'];

const lockAbove = async (
  dir: string,
  commit: string,
  source: Pick<Source, 'text'>,
): Promise<Omit<FoundLock, 'builder'>> => {
  const segments = dir.split('/').filter((segment) => segment !== '' && segment !== '.');
  for (let depth = segments.length; depth >= 0; depth--) {
    for (const name of NAMES) {
      const path = [...segments.slice(0, depth), name].join('/');
      const bytes = await source.text(commit, path, MAX_LOCK);
      if (bytes !== undefined) return { path, lock: parseNpmLock(bytes, path) };
    }
  }
  return {};
};
