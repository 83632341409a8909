// How releases lie on disk: `drafts/<id>` and `releases/<id>`, each with `release.json`, `body.md` and `assets/`.
// A release becomes public by one rename from the first to the second.
import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { byBytes } from '../../domain/byte-order.ts';
import { Failure } from '../../domain/failure.ts';
import { tagInName } from '../../domain/release.ts';
import { canonicalJson } from '../../formats/canonical-json.ts';
import { writeWhole } from '../system/write-whole.ts';

/** What is kept about a release besides its assets. */
export interface Kept {
  readonly tag: string;
  readonly commit: string;
  readonly title: string;
  readonly prerelease: boolean;
}

/** A release on disk. */
export interface Lying extends Kept {
  readonly id: string;
  readonly draft: boolean;
  /** Absolute. */
  readonly dir: string;
}

/** The forge's name for the release of a tag. */
export const idOf = (tag: string): string => tagInName(tag);

export const placeOf = (root: string, id: string, draft: boolean): string =>
  join(root, draft ? 'drafts' : 'releases', id);

export const assetsOf = (dir: string): string => join(dir, 'assets');

/** Every release, drafts first; a directory without `release.json` is an upload that never began, and no release. */
export const everyRelease = async (root: string): Promise<readonly Lying[]> =>
  (await Promise.all([releasesIn(root, true), releasesIn(root, false)])).flat();

/** The release or draft of this id; fails with `ASSET_MISSING`. */
export const releaseOf = async (root: string, id: string): Promise<Lying> => {
  const found = (await everyRelease(root)).find((release) => release.id === id);
  if (found !== undefined) return found;
  throw new Failure('ASSET_MISSING', `the forge has no release ${id}`, {
    remedy: 'run the same command again: it makes the draft anew',
  });
};

export const writeKept = (dir: string, { tag, commit, title, prerelease }: Kept): Promise<void> =>
  writeWhole(
    join(dir, 'release.json'),
    canonicalJson({ kind: KIND, version: 1, tag, commit, title, prerelease }),
  );

const KIND = 'colophon.directory-release';

const releasesIn = async (root: string, draft: boolean): Promise<readonly Lying[]> => {
  const names = await readdir(join(root, draft ? 'drafts' : 'releases')).catch((): readonly string[] => []);
  const found = names.toSorted(byBytes).map(async (id): Promise<Lying | undefined> => {
    const dir = placeOf(root, id, draft);
    const kept = await readKept(dir);
    return kept && { ...kept, id, draft, dir };
  });
  return (await Promise.all(found)).filter((one) => one !== undefined);
};

const readKept = async (dir: string): Promise<Kept | undefined> => {
  const file = join(dir, 'release.json');
  if (!(await stat(file).catch(() => undefined))?.isFile()) return undefined;
  try {
    return kept(JSON.parse(await readFile(file, 'utf8')));
  } catch (cause) {
    throw new Failure('FORGE_DAMAGED', `${file} is not what the stand-in forge wrote`, {
      remedy: 'give another --out: this rehearsal’s directory was edited',
      cause,
    });
  }
};

const kept = (value: unknown): Kept => {
  const { kind, tag, commit, title, prerelease } = value as Readonly<Record<string, unknown>>;
  if (kind !== KIND || typeof tag !== 'string' || typeof commit !== 'string')
    throw new TypeError('not a release');
  if (typeof title !== 'string' || typeof prerelease !== 'boolean') throw new TypeError('not a release');
  return { tag, commit, title, prerelease };
};
