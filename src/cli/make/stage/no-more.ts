// A layout that was handed over holds what its manifest lists, and nothing beside: what nobody vouched for is named.
import { opendir } from 'node:fs/promises';
import { join } from 'node:path';

import { type Digest, digestOfHex } from '../../../domain/digest.ts';
import { byBytes } from '../../../domain/byte-order.ts';
import { FormatError } from '../../../formats/format-error.ts';
import { neutral } from '../../../formats/neutral.ts';

/** Throws `FormatError` for the first thing in a layout that is neither listed nor part of every layout. */
export const demandNoMore = async (dir: string, listed: ReadonlySet<Digest>): Promise<void> => {
  const folders: readonly (readonly [string, (name: string) => boolean])[] = [
    ['.', (name) => ROOT.has(name)],
    ['blobs', (name) => name === 'sha256'],
    ['blobs/sha256', (name) => isListed(name, listed)],
  ];
  for (const [folder, isOurs] of folders) {
    const strange = await firstOf(join(dir, folder), isOurs);
    if (strange !== undefined)
      throw new FormatError(`${folder === '.' ? '' : `${folder}/`}${neutral(strange)} belongs to nothing`);
  }
};

const isListed = (name: string, listed: ReadonlySet<Digest>): boolean => {
  const digest = digestOfHex(name);
  return digest !== undefined && listed.has(digest);
};

const ROOT: ReadonlySet<string> = new Set(['oci-layout', 'index.json', 'blobs']);
/** So many are looked through, for the first by name to be told. */
const MOST = 1000;

const firstOf = async (folder: string, isOurs: (name: string) => boolean): Promise<string | undefined> => {
  const strange: string[] = [];
  for await (const { name } of await opendir(folder)) {
    if (!isOurs(name)) strange.push(name);
    if (strange.length >= MOST) break;
  }
  return strange.toSorted(byBytes)[0];
};
