// Paths that stay inside a checkout: by their text, and by every link on the way.
import { lstat, realpath } from 'node:fs/promises';
import { isAbsolute, join, sep } from 'node:path';

import { Failure } from '../../domain/failure.ts';
import { neutral } from '../../formats/neutral.ts';
import { ROOM } from '../../ports/workshop.ts';

/**
 * The same path with `/` between its parts and without `.`; empty for the checkout itself. Fails with
 * `OUTPUT_OUTSIDE` for an absolute path, for one with `..` in it, and for git's own directory.
 */
export const parsePath = (path: string): string => {
  if (isAbsolute(path) || /^[A-Za-z]:|^\\/.test(path)) throw outside(path, 'it is absolute');
  if (/[\p{Cc}\ufffd]/u.test(path)) throw nameInvalid(path);
  const parts = path.split(/[/\\]/).filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) throw outside(path, 'it goes up');
  const plain = parts.join('/');
  const git = parts[0]?.toLowerCase() === '.git';
  if (git && plain !== ROOM && !plain.startsWith(`${ROOM}/`))
    throw outside(path, 'git keeps its own files there');
  return plain;
};

/**
 * Where a path of the checkout really lies, links followed; `undefined` when nothing is there. `root` must be a
 * real path itself. Fails with `OUTPUT_OUTSIDE` when a link on the way, or the last one, leaves the checkout.
 */
export const realInside = async (root: string, path: string): Promise<string | undefined> => {
  const real = await realpath(join(root, path)).catch(() => undefined);
  if (real === undefined) {
    await refuseOutwardParents(root, path);
    return undefined;
  }
  if (real !== root && !real.startsWith(root + sep))
    throw outside(path, 'a link in it leads out of the checkout');
  return real;
};

/** A path that ends nowhere must not do so somewhere else. */
const refuseOutwardParents = async (root: string, path: string): Promise<void> => {
  const parts = path.split('/');
  for (let length = parts.length - 1; length > 0; length -= 1) {
    const parent = await realpath(join(root, ...parts.slice(0, length))).catch(() => undefined);
    if (parent === undefined) continue;
    if (parent !== root && !parent.startsWith(root + sep))
      throw outside(path, 'a link in it leads out of the checkout');
    return;
  }
};

/** Whether something is at this exact place, a link that leads nowhere included. */
export const isAt = async (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );

export const outside = (path: string, why: string): Failure =>
  new Failure('OUTPUT_OUTSIDE', `${shown(path)} is not inside the checkout: ${why}`, {
    remedy: 'name a path below the root of the repository, and let no link in it lead elsewhere',
  });

export const nameInvalid = (path: string): Failure =>
  new Failure(
    'OUTPUT_NAME_INVALID',
    `${shown(path)} is no name for a file: it holds control characters, or is not UTF-8`,
    {
      remedy: 'give the file another name',
    },
  );

export const shown = (path: string): string => neutral(JSON.stringify(path));
