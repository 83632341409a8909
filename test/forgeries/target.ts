// A copy of a release, to be forged: its files by name or by ending.
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

import type { Place } from './world.ts';

export interface Target extends Place {
  /** Absolute path of an asset. */
  readonly path: (name: string) => string;
  /** `widget_<tag>` and an ending, or the name itself. */
  readonly name: (nameOrEnding: string) => string;
  readonly names: () => Promise<readonly string[]>;
  readonly read: (nameOrEnding: string) => Promise<Uint8Array>;
  readonly text: (nameOrEnding: string) => Promise<string>;
  readonly write: (nameOrEnding: string, bytes: Uint8Array | string) => Promise<void>;
  /** Changes a file as text. */
  readonly change: (nameOrEnding: string, edit: (text: string) => string) => Promise<void>;
  /** Flips the lowest bit of one byte; the byte in the middle unless said otherwise. */
  readonly flip: (nameOrEnding: string, at?: number) => Promise<void>;
  readonly remove: (nameOrEnding: string) => Promise<void>;
  readonly rename: (from: string, to: string) => Promise<void>;
}

export const ARCHIVE = 'widget_linux_amd64.tar.gz';
export const OTHER_ARCHIVE = 'widget_linux_arm64.tar.gz';
export const SEAL = '.colophon.json';
export const SEAL_BUNDLE = '.colophon.json.sigstore.json';
export const PROVENANCE = '.intoto.jsonl';
export const CHECKSUMS = '_checksums.txt';

/** Copies what a consumer would hold into `dir`. */
export const copyTarget = async (place: Place, dir: string): Promise<Target> => {
  const inside = (path: string): string => join(dir, relative(place.dir, path));
  await mkdir(inside(place.assets), { recursive: true });
  await cp(place.assets, inside(place.assets), { recursive: true });
  if (place.kind === 'release') return openTarget({ ...place, dir, assets: inside(place.assets) });
  await cp(join(place.dir, 'rehearsal.json'), join(dir, 'rehearsal.json'));
  await mkdir(dirname(inside(place.trustedRoot)), { recursive: true });
  await cp(place.trustedRoot, inside(place.trustedRoot));
  return openTarget({
    ...place,
    dir,
    assets: inside(place.assets),
    trustedRoot: inside(place.trustedRoot),
  });
};

/** Works on a release where it lies. */
export const openTarget = (place: Place): Target => {
  const name = (wanted: string): string =>
    wanted.startsWith('.') || wanted.startsWith('_') ? `widget_${place.tag}${wanted}` : wanted;
  const path = (wanted: string): string => join(place.assets, name(wanted));
  const text = (wanted: string): Promise<string> => readFile(path(wanted), 'utf8');
  const write = (wanted: string, bytes: Uint8Array | string): Promise<void> => writeFile(path(wanted), bytes);
  return {
    ...place,
    name,
    path,
    text,
    write,
    names: async () => (await readdir(place.assets)).toSorted(),
    read: async (wanted) => new Uint8Array(await readFile(path(wanted))),
    change: async (wanted, edit) => {
      const before = await text(wanted);
      const after = edit(before);
      if (after === before) throw new Error(`the forger changed nothing in ${name(wanted)}`);
      await write(wanted, after);
    },
    flip: async (wanted, at) => {
      const bytes = await readFile(path(wanted));
      const place = at ?? bytes.length >> 1;
      bytes[place] = (bytes[place] ?? 0) ^ 1;
      await write(wanted, bytes);
    },
    remove: (wanted) => rm(path(wanted)),
    rename: (from, to) => rename(path(from), path(to)),
  };
};
