// What the layers of a base leave: where directories and links lie, and whether its programs are for the platform.
import type { Descriptor } from '../../domain/descriptor.ts';
import type { Digest } from '../../domain/digest.ts';
import { Failure } from '../../domain/failure.ts';
import { formatPlatform, type Platform } from '../../domain/platform.ts';
import { ELF_HEAD, elfMachine, mayRun, runsOn } from '../../formats/elf-machine.ts';
import { foldersAbove, type LayerOwner } from '../../formats/oci/layer.ts';
import { layerType, unpackLayer } from '../../formats/oci/unpack-layer.ts';
import { hashedStream } from '../../formats/sha256-stream.ts';
import { type LayerEntry, readLayer } from '../../formats/tar/layer.ts';
import type { Store } from '../../ports/store.ts';
import type { TakenBase } from './base.ts';

/** One path that the base leaves. */
export interface BaseEntry extends LayerOwner {
  readonly type: LayerEntry['type'];
  /** Where a symbolic link leads, or what a hard link names. */
  readonly link?: string;
  /** The architecture of a program that the platform does not run. */
  readonly foreign?: string;
}

export type BaseTree = ReadonlyMap<string, BaseEntry>;

const PLAIN_DIRECTORY: BaseEntry = { type: 'directory', mode: 0o755, uid: 0, gid: 0 };

/** The most paths that a base may leave. */
const MAX_ENTRIES = 500_000;

/**
 * Reads every layer of a base, streamed. Fails with `BASE_INVALID` for a layer whose content is not what the
 * configuration says, and with `IMAGE_ARCHITECTURE_MISMATCH` for a program of another architecture, but for programs
 * that the system runs as well (386 on amd64) and those below `testdata`, which are there to be looked at.
 */
export const readBase = (
  { used, config, layers }: TakenBase,
  platform: Platform,
  store: Store,
): Promise<BaseTree> =>
  readTree(
    { said: `the base ${used.name}`, diffIds: config.diffIds, layers, code: 'BASE_INVALID' },
    platform,
    store,
  );

/** The layers of an image, and what its configuration says that they hold. */
export interface ReadImage {
  /** What it is, for messages. */
  readonly said: string;
  readonly diffIds: readonly Digest[];
  readonly layers: readonly Descriptor[];
  /** What layers that are not the named ones mean. */
  readonly code: 'BASE_INVALID' | 'OUTPUT_INVALID';
}

/** The same of any image. */
export const readTree = async (
  { said, diffIds, layers, code }: ReadImage,
  platform: Platform,
  store: Store,
): Promise<BaseTree> => {
  const tree = new Map<string, BaseEntry>();
  for (const [at, layer] of layers.entries()) {
    const { entries, hidden, diffId } = await readOne(layer, platform, store);
    if (diffId !== diffIds[at])
      throw new Failure(
        code,
        `${said}: its layer ${layer.digest} is not the one that its configuration names`,
        { remedy: REMEDIES[code] },
      );
    for (const path of hidden) remove(tree, path);
    for (const [path, entry] of entries) {
      if (entry.type !== 'directory') remove(tree, path);
      // Some tools leave directories out; every runtime makes them.
      for (const folder of foldersAbove(path)) if (!tree.has(folder)) tree.set(folder, PLAIN_DIRECTORY);
      // A hard link is the file that it names.
      const named = entry.type === 'hardlink' ? tree.get(entry.link ?? '') : undefined;
      tree.set(path, named === undefined ? entry : named);
    }
    if (tree.size > MAX_ENTRIES)
      throw new Failure('ARCHIVE_TOO_LARGE', `${said} holds more than ${MAX_ENTRIES} paths`, {
        remedy: 'Use a smaller base.',
      });
  }
  for (const [path, { foreign }] of tree)
    if (foreign !== undefined) throw mislabelled(`/${path} in ${said}`, foreign, platform);
  return tree;
};

const REMEDIES = {
  BASE_INVALID: 'use a base whose configuration and layers agree',
  OUTPUT_INVALID: 'build it again; if it comes back, try another builder',
} as const;

/** The failure of a program that a platform does not run. */
export const mislabelled = (file: string, found: string, { os, architecture, variant }: Platform): Failure =>
  new Failure(
    'IMAGE_ARCHITECTURE_MISMATCH',
    `${file} is a program for ${found}, and the image says ${formatPlatform({ os, architecture, ...(variant && { variant }) })}`,
    { remedy: `build it for ${architecture}, or give the image the platform that it is for` },
  );

/**
 * The first reason why a file cannot lie at a path upon this base: below a link or a file, or in the place of a
 * directory. A link is never followed: what the configuration says is where the file is.
 */
export const pathFault = (path: string, tree: BaseTree): string | undefined => {
  for (const folder of foldersAbove(path)) {
    const entry = tree.get(folder);
    if (entry?.type === 'symlink') return `/${folder} is a link to ${entry.link} in the base`;
    if (entry !== undefined && entry.type !== 'directory') return `/${folder} is no directory in the base`;
  }
  return tree.get(path)?.type === 'directory' ? `/${path} is a directory in the base` : undefined;
};

interface ReadLayer {
  readonly entries: ReadonlyMap<string, BaseEntry>;
  /** Paths that this layer takes away from those below, with all that lies in them. */
  readonly hidden: readonly string[];
  readonly diffId: string;
}

const readOne = async (layer: Descriptor, platform: Platform, store: Store): Promise<ReadLayer> => {
  const packing = layerType(layer.mediaType)?.packing ?? 'none';
  const tar = hashedStream(unpackLayer(store.read(layer), packing));
  const entries = new Map<string, BaseEntry>();
  const hidden: string[] = [];
  for await (const entry of readLayer(tar.bytes)) {
    const slash = entry.path.lastIndexOf('/');
    const [parent, name] = [entry.path.slice(0, Math.max(0, slash)), entry.path.slice(slash + 1)];
    if (name === OPAQUE) hidden.push(parent === '' ? '' : `${parent}/`);
    else if (name.startsWith(WHITEOUT))
      hidden.push(parent === '' ? name.slice(WHITEOUT.length) : `${parent}/${name.slice(WHITEOUT.length)}`);
    else if (entry.path !== '') entries.set(entry.path, await baseEntry(entry, platform));
  }
  return { entries, hidden, diffId: tar.digest() };
};

// image-spec, layer.md "Whiteouts".
const WHITEOUT = '.wh.';
const OPAQUE = '.wh..wh..opq';

const baseEntry = async (entry: LayerEntry, platform: Platform): Promise<BaseEntry> => {
  const { type, mode, uid, gid } = entry;
  const link = entry.link ?? entry.target;
  const judged = platform.os === 'linux' && type === 'file' && mayRun(entry);
  const elf = judged ? elfMachine(await headOf(entry.bytes)) : undefined;
  const isForeign = elf?.runs === true && !runsOn(elf.architecture, platform.architecture);
  return {
    type,
    mode,
    uid,
    gid,
    ...(link === undefined ? {} : { link }),
    ...(isForeign ? { foreign: elf.architecture } : {}),
  };
};

/** The first bytes of a file: as many as tell its machine. */
const headOf = async (bytes: AsyncIterable<Uint8Array>): Promise<Uint8Array> => {
  const head = new Uint8Array(ELF_HEAD);
  let have = 0;
  for await (const chunk of bytes) {
    const part = chunk.subarray(0, ELF_HEAD - have);
    head.set(part, have);
    have += part.length;
    if (have === ELF_HEAD) break;
  }
  return head.subarray(0, have);
};

/** Takes a path away with all below it; one that ends with `/` leaves the directory itself. */
const remove = (tree: Map<string, BaseEntry>, path: string): void => {
  const inside = path === '' || path.endsWith('/') ? path : `${path}/`;
  const was = tree.get(path);
  tree.delete(path);
  // Looked for only where something can lie below: a base of many files would take long otherwise.
  if (was !== undefined && was.type !== 'directory') return;
  if (was === undefined && !path.endsWith('/') && path !== '') return;
  for (const other of tree.keys()) if (other.startsWith(inside)) tree.delete(other);
};
