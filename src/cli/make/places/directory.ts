// The directory of a rehearsal: where everything lies in it, and that it is ours before anything is written.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import type { Identity } from '../../../domain/identity.ts';
import { writeWhole } from '../../../adapters/system/write-whole.ts';
import { Failure } from '../../../domain/failure.ts';
import { tagInName } from '../../../domain/release.ts';
import { canonicalJson } from '../../../formats/canonical-json.ts';
import { takeLock } from './lock.ts';

const KIND = 'colophon.rehearsal-directory';
const DOCUMENT = 'rehearsal.json';
/** What may lie in a directory whose rehearsal was killed before it had written its document. */
const BEGINNINGS = /^(\.gitignore|lock(\.\d+(\.stale)?)?|rehearsal\.json\.new)$/;

export interface RehearsalPlaces {
  /** All absolute. */
  readonly dir: string;
  readonly store: string;
  readonly ledger: string;
  readonly forge: string;
  /** Holds one OCI layout a repository. */
  readonly registries: string;
  readonly release: string;
  readonly assets: string;
  readonly sigstore: string;
  readonly trustedRoot: string;
  /** What the last rehearsal of a part has left. */
  readonly partial: string;
}

export interface RehearsalFacts {
  readonly repository: string;
  readonly tag: string;
  readonly commit: string;
  readonly identity: Identity;
  /** The registry on this machine that was rehearsed into: information, and never asked because it stands there. */
  readonly registry?: string | undefined;
}

/** Where a rehearsal of this tag keeps its things below `dir`. */
export const placesOf = (dir: string, tag: string): RehearsalPlaces => {
  const name = tagInName(tag);
  const release = join(dir, 'forge', 'releases', name);
  const sigstore = join(dir, 'sigstore', name);
  return {
    dir,
    store: join(dir, 'store'),
    ledger: join(dir, 'ledger.jsonl'),
    forge: join(dir, 'forge'),
    registries: join(dir, 'registries'),
    release,
    assets: join(release, 'assets'),
    sigstore,
    trustedRoot: join(sigstore, 'trusted_root.json'),
    partial: join(dir, 'partial'),
  };
};

/**
 * Makes or takes the directory and locks it. Fails with `OUT_NOT_EMPTY` when something else lies there, with
 * `OUT_UNUSABLE` and with `REHEARSAL_BUSY`; then nothing in it was touched. Answers how to let it go.
 */
export const takeDirectory = async (dir: string): Promise<() => Promise<void>> => {
  const found = await entriesOf(dir);
  if (found.length > 0 && !(await isRehearsal(dir, found)))
    throw new Failure('OUT_NOT_EMPTY', `${dir} is not empty and is no rehearsal`, {
      remedy: 'name an empty or new directory with --out',
    });
  await mkdir(dir, { recursive: true }).catch((cause: unknown) => {
    throw unusable(dir, cause);
  });
  const release = await takeLock(dir).catch((cause: unknown) => {
    throw cause instanceof Failure ? cause : unusable(dir, cause);
  });
  await writeFile(join(dir, '.gitignore'), '*\n');
  return release;
};

/** Writes `rehearsal.json`, whole or not at all; every path in it is relative, so that the directory can be moved. */
export const writeRehearsal = async (dir: string, facts: RehearsalFacts): Promise<void> => {
  const name = tagInName(facts.tag);
  const document = canonicalJson({
    kind: KIND,
    version: 1,
    repository: facts.repository,
    tag: facts.tag,
    commit: facts.commit,
    assets: `forge/releases/${name}/assets`,
    trustedRoot: `sigstore/${name}/trusted_root.json`,
    registries: 'registries',
    ...(facts.registry === undefined ? {} : { registry: facts.registry }),
    identity: facts.identity,
  });
  await writeWhole(join(dir, DOCUMENT), document);
};

/** Whether the directory says already what it is: then it may hold a whole rehearsal that still proves itself. */
export const hasRehearsal = async (dir: string): Promise<boolean> => isRehearsal(dir, [DOCUMENT]);

const entriesOf = async (dir: string): Promise<readonly string[]> => {
  try {
    return await readdir(dir);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') return [];
    throw unusable(dir, cause);
  }
};

const isRehearsal = async (dir: string, found: readonly string[]): Promise<boolean> => {
  if (found.every((name) => BEGINNINGS.test(name))) return true;
  const text = await readFile(join(dir, DOCUMENT), 'utf8').catch(() => '');
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'kind' in value && value.kind === KIND;
  } catch {
    return false;
  }
};

const unusable = (dir: string, cause: unknown): Failure => {
  const { code = 'unknown' } = cause as NodeJS.ErrnoException;
  if (code === 'ENOSPC')
    return new Failure('DISK_FULL', `there is no space left for ${dir}`, { remedy: 'make room', cause });
  return new Failure('OUT_UNUSABLE', `${dir} cannot be used as a directory (${code})`, {
    remedy: `name a directory that can be written with --out; its parent is ${dirname(dir)}`,
    cause,
  });
};
