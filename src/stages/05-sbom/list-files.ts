// Which files of an image its document lists, and how many it leaves out.
import { byBytes } from '../../domain/byte-order.ts';
import type { RootFile } from '../../formats/oci/root-files.ts';
import type { SpdxFile } from '../../formats/spdx/document.ts';

/**
 * The most files in one document. It is a statement's predicate, whose bundle has at most 16 MiB in base64: at some
 * 500 bytes a file this leaves 7 MiB for packages. Bases for servers have some thousands.
 */
export const MAX_LISTED = 10_000;

export interface ListedFiles {
  /** Sorted by path in byte order. */
  readonly files: readonly SpdxFile[];
  readonly leftOut: number;
  /** The paths of `files`. */
  readonly listed: ReadonlySet<string>;
}

/** Files of our own layers before those of the base, each by path, up to the limit. */
export const listFiles = (
  root: ReadonlyMap<string, RootFile>,
  baseLayers: number,
  most = MAX_LISTED,
): ListedFiles => {
  const rank = ({ layer }: RootFile): number => (layer >= baseLayers ? 0 : 1);
  const files = [...root]
    .sort(([a, one], [b, other]) => rank(one) - rank(other) || byBytes(a, b))
    .slice(0, most)
    .map(([path, { sha1, sha256 }]) => ({ path, sha1, sha256 }))
    .sort((a, b) => byBytes(a.path, b.path));
  return { files, leftOut: root.size - files.length, listed: new Set(files.map(({ path }) => path)) };
};
