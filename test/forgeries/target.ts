// A copy of a release, to be forged: its files by name or by ending.
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';

import type { Place } from './world.ts';

export interface Target extends Place {
  /** Absolute path of an asset. */
  readonly path: (name: string) => string;
  /** `widget_<tag>` and an ending, or the name itself. */
  readonly name: (nameOrEnding: string) => string;
  readonly names: () => readonly string[];
  readonly read: (nameOrEnding: string) => Uint8Array;
  readonly text: (nameOrEnding: string) => string;
  readonly write: (nameOrEnding: string, bytes: Uint8Array | string) => void;
  /** Changes a file as text. */
  readonly change: (nameOrEnding: string, edit: (text: string) => string) => void;
  /** Flips the lowest bit of one byte; the byte in the middle unless said otherwise. */
  readonly flip: (nameOrEnding: string, at?: number) => void;
  readonly remove: (nameOrEnding: string) => void;
  readonly rename: (from: string, to: string) => void;
}

export const ARCHIVE = 'widget_linux_amd64.tar.gz';
export const OTHER_ARCHIVE = 'widget_linux_arm64.tar.gz';
export const SEAL = '.colophon.json';
export const SEAL_BUNDLE = '.colophon.json.sigstore.json';
export const PROVENANCE = '.intoto.jsonl';
export const CHECKSUMS = '_checksums.txt';

// Two hundred lies copy two dozen small files each: the synchronous calls are ten times cheaper here.

/** Copies what a consumer would hold into `dir`. */
export const copyTarget = (place: Place, dir: string): Target => {
  const inside = (path: string): string => join(dir, relative(place.dir, path));
  const assets = inside(place.assets);
  mkdirSync(assets, { recursive: true });
  cpSync(place.assets, assets, { recursive: true });
  if (place.kind === 'release') return openTarget({ ...place, dir, assets });
  copyFileSync(join(place.dir, 'rehearsal.json'), join(dir, 'rehearsal.json'));
  const trustedRoot = inside(place.trustedRoot);
  mkdirSync(dirname(trustedRoot), { recursive: true });
  copyFileSync(place.trustedRoot, trustedRoot);
  return openTarget({ ...place, dir, assets, trustedRoot });
};

/** Works on a release where it lies. */
export const openTarget = (place: Place): Target => {
  const name = (wanted: string): string =>
    wanted.startsWith('.') || wanted.startsWith('_') ? `widget_${place.tag}${wanted}` : wanted;
  const path = (wanted: string): string => join(place.assets, name(wanted));
  const read = (wanted: string): Uint8Array => new Uint8Array(readFileSync(path(wanted)));
  const write = (wanted: string, bytes: Uint8Array | string): void => writeFileSync(path(wanted), bytes);
  return {
    ...place,
    name,
    path,
    names: () => readdirSync(place.assets).toSorted(),
    read,
    text: (wanted) => readFileSync(path(wanted), 'utf8'),
    write,
    change: (wanted, edit) => {
      const before = readFileSync(path(wanted), 'utf8');
      const after = edit(before);
      if (after === before) throw new Error(`the forger changed nothing in ${name(wanted)}`);
      write(wanted, after);
    },
    flip: (wanted, at) => {
      const bytes = read(wanted);
      const index = at ?? bytes.length >> 1;
      bytes[index] = (bytes[index] ?? 0) ^ 1;
      write(wanted, bytes);
    },
    remove: (wanted) => rmSync(path(wanted)),
    rename: (from, to) => renameSync(path(from), path(to)),
  };
};
