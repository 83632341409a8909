// The files that a container sees: layers laid one upon the other (OCI image-spec, layer.md "Applying Changesets").
import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';

import { Failure } from '../../domain/failure.ts';
import { watchForGo } from '../go-buildinfo/passing.ts';
import { type GoBuildInfo, mayHoldGoBuildInfo } from '../go-buildinfo/read.ts';
import { type LayerEntry, readLayer } from '../tar/layer.ts';
import { layerType, unpackLayer } from './unpack-layer.ts';

/** One layer as it lies in the store. */
export interface Layer {
  readonly mediaType: string;
  readonly open: () => AsyncIterable<Uint8Array>;
}

export interface RootFile {
  /** Lower-case hexadecimal. */
  readonly sha1: string;
  readonly sha256: string;
  readonly size: number;
  /** Which layer its bytes lie in, from 0. */
  readonly layer: number;
  /** Whether it begins as a program of any system does. */
  readonly program: boolean;
  /** Of an ELF file with the mark that Go's linker leaves; `unreadable` when nothing stands behind it. */
  readonly go?: GoBuildInfo | 'unreadable';
  /** The bytes, where they were asked for. */
  readonly kept?: Uint8Array;
}

/** The most files that may be left when all layers are applied. */
export const MAX_ROOT_FILES = 200_000;

/**
 * Every regular file by its path, those that upper layers hide left out; a hard link is a file of its own. Layers are
 * streamed once, lowest first. `keep` says of how many bytes at most the content of a path is wanted,
 * and is told how many there are.
 * Fails with the `ARCHIVE_…` codes of the reader and `SBOM_UNREADABLE` for a layer in a form that is not known.
 */
export const rootFiles = async (
  layers: readonly Layer[],
  keep: (path: string, size: number) => number | undefined = () => undefined,
): Promise<ReadonlyMap<string, RootFile>> => {
  const root = new Map<string, RootFile>();
  for (const [index, layer] of layers.entries()) {
    const changes = await changesOf(layer, index, root, keep);
    for (const path of root.keys()) if (isHidden(path, changes)) root.delete(path);
    for (const [path, file] of changes.files) root.set(path, file);
    if (root.size > MAX_ROOT_FILES) throw tooMany();
  }
  return root;
};

interface Changes {
  readonly files: Map<string, RootFile>;
  /** Lower files at and below these are gone: what was deleted, or is something else than a directory now. */
  readonly gone: Set<string>;
  /** Lower files at these are gone: they are directories now. */
  readonly directories: Set<string>;
}

const HEAD = 4;
const WHITEOUT = '.wh.';
const OPAQUE = '.wh..wh..opq';

// Whiteouts speak of lower layers alone, wherever in their own layer they stand.
const changesOf = async (
  layer: Layer,
  index: number,
  below: ReadonlyMap<string, RootFile>,
  keep: (path: string, size: number) => number | undefined,
): Promise<Changes> => {
  const changes: Changes = { files: new Map(), gone: new Set(), directories: new Set() };
  for await (const entry of readLayer(unpacked(layer))) {
    const { path } = entry;
    const slash = path.lastIndexOf('/');
    const [parent, name] = [path.slice(0, Math.max(slash, 0)), path.slice(slash + 1)];
    for (let at = parent; at !== '' && !changes.directories.has(at); at = parentOf(at))
      changes.directories.add(at);
    if (name === OPAQUE) changes.gone.add(parent);
    else if (name.startsWith(`${WHITEOUT}${WHITEOUT}`)) continue;
    else if (name.startsWith(WHITEOUT)) changes.gone.add(joined(parent, name.slice(WHITEOUT.length)));
    else if (entry.type === 'directory') {
      changes.directories.add(path);
      changes.files.delete(path);
    } else {
      changes.gone.add(path);
      const file =
        entry.type === 'file'
          ? await read(entry, index, keep(path, entry.size))
          : linked(entry, changes.files, below);
      if (file === undefined) changes.files.delete(path);
      else changes.files.set(path, file);
      if (changes.files.size > MAX_ROOT_FILES) throw tooMany();
    }
  }
  return changes;
};

const linked = (
  { type, target }: LayerEntry,
  files: ReadonlyMap<string, RootFile>,
  below: ReadonlyMap<string, RootFile>,
): RootFile | undefined =>
  type === 'hardlink' && target !== undefined ? (files.get(target) ?? below.get(target)) : undefined;

const isHidden = (path: string, { gone, directories }: Changes): boolean => {
  if (directories.has(path) || gone.has('')) return true;
  for (let at = path; at !== ''; at = parentOf(at)) if (gone.has(at)) return true;
  return false;
};

const parentOf = (path: string): string => path.slice(0, Math.max(path.lastIndexOf('/'), 0));
const joined = (parent: string, name: string): string => (parent === '' ? name : `${parent}/${name}`);

const read = async (
  { size, bytes }: LayerEntry,
  layer: number,
  most: number | undefined,
): Promise<RootFile> => {
  const [sha1, sha256] = [createHash('sha1'), createHash('sha256')];
  const parts: Uint8Array[] = [];
  const keeps = most !== undefined && size <= most;
  const watch = watchForGo();
  let head: Uint8Array = new Uint8Array();
  for await (const chunk of bytes) {
    if (head.length < HEAD) head = Uint8Array.of(...head, ...chunk.subarray(0, HEAD - head.length));
    sha1.update(chunk);
    sha256.update(chunk);
    watch.see(chunk);
    if (keeps) parts.push(chunk.slice());
  }
  const go = watch.found();
  return {
    sha1: sha1.digest('hex'),
    sha256: sha256.digest('hex'),
    size,
    layer,
    program: mayHoldGoBuildInfo(head),
    ...(go === undefined ? {} : { go }),
    ...(keeps ? { kept: new Uint8Array(Buffer.concat(parts)) } : {}),
  };
};

const unpacked = ({ mediaType, open }: Layer): AsyncIterable<Uint8Array> => {
  const type = layerType(mediaType);
  if (type !== undefined) return unpackLayer(open(), type.packing);
  throw new Failure(
    'SBOM_UNREADABLE',
    `an image has a layer of the type ${JSON.stringify(mediaType)}, which is not read`,
    { remedy: 'Use a base whose layers are tar, tar+gzip or tar+zstd.' },
  );
};

const tooMany = (): Failure =>
  new Failure('ARCHIVE_TOO_LARGE', `an image holds more than ${MAX_ROOT_FILES} files`, {
    remedy: 'Use a smaller base.',
  });
