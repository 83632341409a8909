// The directory of a rehearsal as `colophon rehearse` leaves it: rehearsal.json says where everything lies in it.
import { readFileSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, relative } from 'node:path';

import { Failure } from '../../domain/failure.ts';
import type { Identity } from '../../domain/identity.ts';
import { FormatError } from '../../formats/format-error.ts';
import { parseCanonicalJson } from '../../formats/json.ts';
import { exactly, filled, matching, maybe, one } from '../../formats/strict.ts';
import { atPath, withoutLinks } from './at-path.ts';

export interface RehearsalDirectory {
  readonly dir: string;
  readonly repository: string;
  readonly tag: string;
  readonly commit: string;
  /** Absolute. */
  readonly assets: string;
  readonly trustedRoot: string;
  readonly identity: Identity;
  /** Holds one layout a repository; absent where nothing was pushed. */
  readonly registries?: string;
}

const FILE = 'rehearsal.json';
const KIND = 'colophon.rehearsal-directory';
const LIMIT = 65_536;

/** Whether this is a rehearsal's directory, whatever state it is in. */
export const isRehearsalDirectory = (dir: string): boolean => atPath(join(dir, FILE))?.isFile() === true;

/** The rehearsal whose directory holds this path, a few steps up; `undefined` when there is none. */
export const rehearsalAbove = (path: string): string | undefined => {
  for (
    let dir = dirname(path), steps = 0;
    steps < 6 && dir !== dirname(dir);
    dir = dirname(dir), steps += 1
  ) {
    if (isRehearsalDirectory(dir)) return dir;
  }
  return undefined;
};

/** Fails with `REHEARSAL_DAMAGED` for a directory that is not as we write it, `REHEARSAL_UNFINISHED` before it is published. */
export const readRehearsalDirectory = (dir: string): RehearsalDirectory => {
  const { registries, ...fields } = readFields(dir);
  const paths = {
    assets: inside(dir, fields.assets),
    trustedRoot: inside(dir, fields.trustedRoot),
  };
  // A release without images has none; one that lists some is refused for what is not there.
  const there = registries !== undefined && atPath(join(dir, registries)) !== undefined;
  return { dir, ...fields, ...paths, ...(there ? { registries: inside(dir, registries) } : {}) };
};

const readFields = (dir: string): Omit<RehearsalDirectory, 'dir'> => {
  try {
    const bytes = readFileSync(join(dir, FILE));
    const fields = exactly(
      parseCanonicalJson(bytes, { bytes: LIMIT }),
      '',
      ['kind', 'version', 'repository', 'tag', 'commit', 'assets', 'trustedRoot', 'identity'],
      // `registry` tells people where it went: whoever verifies says it anew, for a directory is no witness.
      ['registries', 'registry'],
    );
    one(fields['kind'], 'kind', [KIND]);
    if (fields['version'] !== 1) throw new FormatError('not 1', 'version');
    const identity = exactly(fields['identity'], 'identity', ['san', 'issuer']);
    const registries = maybe(fields, 'registries', '', filled);
    maybe(fields, 'registry', '', filled);
    return {
      ...(registries === undefined ? {} : { registries }),
      repository: filled(fields['repository'], 'repository'),
      tag: filled(fields['tag'], 'tag'),
      commit: matching(fields['commit'], 'commit', /^[0-9a-f]{40}$/, 'commit'),
      assets: filled(fields['assets'], 'assets'),
      trustedRoot: filled(fields['trustedRoot'], 'trustedRoot'),
      identity: {
        san: filled(identity['san'], 'identity.san'),
        issuer: filled(identity['issuer'], 'identity.issuer'),
      },
    };
  } catch (error) {
    if (error instanceof FormatError) throw damaged(dir, error.message);
    throw error;
  }
};

// What is written there is relative and stays inside, also through links: a moved rehearsal still proves itself.
const inside = (dir: string, path: string): string => {
  if (isAbsolute(path) || path.split(/[/\\]/).includes('..'))
    throw damaged(dir, `${path} leaves the directory`);
  const found = withoutLinks(join(dir, path));
  if (found === undefined) {
    throw new Failure(
      'REHEARSAL_UNFINISHED',
      `The rehearsal in ${dir} is not finished: ${path} is not there.`,
      { remedy: 'Give the same `colophon rehearse` again: it goes on where it stopped.' },
    );
  }
  if (!isInside(realpathSync.native(dir), found)) throw damaged(dir, `${path} leaves the directory`);
  return found;
};

/** Whether a path lies in a directory; both absolute and without links. */
export const isInside = (dir: string, path: string): boolean => {
  const way = relative(dir, path);
  return way !== '' && way !== '..' && !way.startsWith('../') && !way.startsWith('..\\') && !isAbsolute(way);
};

const damaged = (dir: string, why: string): Failure =>
  new Failure('REHEARSAL_DAMAGED', `${join(dir, FILE)} is not as a rehearsal leaves it: ${why}.`, {
    remedy: 'Rehearse again into an empty directory.',
  });
