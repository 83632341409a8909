// Takes what a command left behind into the store, and places what others left into a checkout.
import { constants, createWriteStream } from 'node:fs';
import { appendFile, chmod, type FileHandle, lstat, mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { Failure } from '../../domain/failure.ts';
import type { Store } from '../../ports/store.ts';
import type { CollectedFile } from '../../ports/workshop.ts';
import { readSmall } from '../system/small-file.ts';
import { isAt, nameInvalid, outside, parsePath, realInside, shown } from './inside.ts';

/**
 * The file at `path`, or every file of the directory, sorted by path in byte order; links are followed as long
 * as they stay inside. `root` is a real path. Fails with `OUTPUT_MISSING`, `OUTPUT_OUTSIDE`, `OUTPUT_NAME_INVALID`.
 */
export const collectFiles = async (
  root: string,
  path: string,
  store: Store,
): Promise<readonly CollectedFile[]> => {
  const plain = parsePath(path);
  if (plain === '') throw outside(path, 'it is the checkout itself');
  const real = await realInside(root, plain);
  if (real === undefined)
    throw missing(path, (await isAt(join(root, plain))) ? 'it is a link to nothing' : 'it is not there');
  const found = await walk(root, plain, real, []);
  if (found.length === 0) throw missing(path, 'the directory holds no file');
  const files: CollectedFile[] = [];
  const sorted = found.sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)));
  for (let at = 0; at < sorted.length; at += AT_ONCE)
    files.push(...(await allOf(sorted.slice(at, at + AT_ONCE).map((file) => take(file, store)))));
  return files;
};

const READ_SIZE = 256 * 1024;

/** The store syncs every file, so most of the time of a small one is waiting for the disk. */
const AT_ONCE = 8;

const take = async ({ path, real, executable }: Found, store: Store): Promise<CollectedFile> => {
  const small = readSmall(real);
  if (small !== undefined)
    return { path, executable, content: await store.write(small, 'application/octet-stream') };
  const handle = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const content = await store.write(bytesOf(handle), 'application/octet-stream');
    return { path, executable, content };
  } finally {
    await handle.close();
  }
};

/** Each piece is good until the next is asked for. */
async function* bytesOf(handle: FileHandle): AsyncIterable<Uint8Array> {
  // One byte more than there is, so that a short file is read at once.
  const buffer = Buffer.allocUnsafeSlow(Math.min(READ_SIZE, (await handle.stat()).size + 1));
  for (;;) {
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, null);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}

/** All of them, or the first failure once none is under way any more. */
const allOf = async <T>(works: readonly Promise<T>[]): Promise<readonly T[]> => {
  await Promise.allSettled(works);
  return Promise.all(works);
};

interface Found {
  readonly path: string;
  readonly real: string;
  readonly executable: boolean;
}

const walk = async (root: string, path: string, real: string, above: readonly string[]): Promise<Found[]> => {
  if (/[\p{Cc}\ufffd]/u.test(path)) throw nameInvalid(path);
  const { mode, ...is } = await kindOf(real);
  if (is.file) return [{ path, real, executable: (mode & 0o100) !== 0 }];
  if (!is.directory) throw missing(path, 'it is no regular file');
  if (above.includes(real)) throw outside(path, 'a link in it leads back to a directory above');
  const found: Found[] = [];
  for (const name of await readdir(real)) {
    const inner = `${path}/${name}`;
    if (name.includes('\ufffd')) throw nameInvalid(inner);
    const at = await realInside(root, inner);
    if (at === undefined) throw missing(inner, 'it is a link to nothing');
    found.push(...(await walk(root, inner, at, [...above, real])));
  }
  return found;
};

const kindOf = async (
  real: string,
): Promise<{ readonly file: boolean; readonly directory: boolean; readonly mode: number }> => {
  const found = await stat(real);
  return { file: found.isFile(), directory: found.isDirectory(), mode: found.mode };
};

/**
 * Writes files below `to`, hidden from git so that the tree stays clean. `root` is a real path. Fails with
 * `OUTPUT_OUTSIDE`, also when a link that the repository holds leads out.
 */
export const placeFiles = async (
  root: string,
  to: string,
  files: readonly CollectedFile[],
  store: Store,
): Promise<void> => {
  const base = parsePath(to);
  for (const file of files) {
    const path = parsePath(base === '' ? file.path : `${base}/${file.path}`);
    if (path === '') throw outside(file.path, 'it names no file');
    await makeParents(root, dirname(path));
    const target = join(root, path);
    if ((await lstat(target).catch(() => undefined))?.isDirectory() === true) throw taken(path);
    await rm(target, { force: true }); // a link is replaced, not followed
    await pipeline(
      Readable.from(store.read(file.content), { objectMode: false }),
      createWriteStream(target, { flags: 'wx' }),
    );
    await chmod(target, file.executable ? 0o755 : 0o644);
  }
  const lines = files.map((file) => `/${escaped(base === '' ? file.path : `${base}/${file.path}`)}\n`);
  await appendFile(join(root, '.git/info/exclude'), lines.join(''));
};

const makeParents = async (root: string, directory: string): Promise<void> => {
  if (directory === '.') return;
  if ((await realInside(root, directory)) !== undefined) {
    if (!(await stat(join(root, directory))).isDirectory()) throw taken(directory);
    return;
  }
  await makeParents(root, dirname(directory));
  const path = join(root, directory);
  if (await isAt(path)) throw outside(directory, 'it is a link to nothing');
  await mkdir(path);
  await chmod(path, 0o755);
};

/** A path as gitignore(5) takes it literally. */
const escaped = (path: string): string => path.replaceAll(/[\\*?[\]!# ]/g, (character) => `\\${character}`);

const missing = (path: string, why: string): Failure =>
  new Failure('OUTPUT_MISSING', `the output ${shown(path)} was not produced: ${why}`, {
    remedy: 'let the command write it, or correct `outputs`; nothing is released without what it promised',
  });

const taken = (path: string): Failure =>
  new Failure('BUILD_INPUT_INVALID', `${shown(path)} in the checkout is in the way of an input`, {
    remedy: 'place the input elsewhere: change its `to`',
  });
