// Blobs of a layout, written: linked from a store where that is possible, copied from another layout, else streamed; and
// in any case read back.
import { randomUUID } from 'node:crypto';
import { constants, lstatSync } from 'node:fs';
import { copyFile, link, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { getuid } from 'node:process';

import type { Descriptor } from '../../domain/descriptor.ts';
import type { Digest } from '../../domain/digest.ts';
import { Failure } from '../../domain/failure.ts';
import type { Digester, FileDigest } from '../../ports/digester.ts';
import type { Written } from '../../ports/registry-writer.ts';
import { missing, pathOf } from '../layout-reader/index.ts';
import { createStore, type LayoutStore } from '../oci-layout/index.ts';
import { changeListing } from './listing.ts';

export interface Content {
  /** Whether the bytes are there, hash to their digest and are as many as the descriptor says. */
  readonly has: (content: Descriptor) => Promise<boolean>;
  /** Like `RegistryWriter.blob`, for this layout. */
  readonly put: (content: Descriptor, bytes: () => AsyncIterable<Uint8Array>) => Promise<Written>;
  /**
   * Takes blobs from the layout in `from`, all at once: linked or copied by the file system, then hashed where they lie.
   * Fails with `CONTENT_MISSING` and `CONTENT_DAMAGED`.
   */
  readonly copy: (from: string, blobs: readonly Descriptor[]) => Promise<readonly Written[]>;
  /** How many bytes lie under this digest and hash to it; `undefined` where none do. */
  readonly sizeOf: (digest: Digest) => Promise<number | undefined>;
  /** Takes a file of this disk that the caller has hashed while writing it, in place of what may lie there. */
  readonly receive: (content: Pick<Descriptor, 'digest' | 'size'>, file: string) => Promise<void>;
  /** A second name for a blob of another layout, where the disk has that; whether it is there now. */
  readonly adopt: (from: string, content: Descriptor) => Promise<boolean>;
  readonly remove: (digest: Digest) => Promise<void>;
}

export interface ContentOptions {
  /** How the repository is called in failures. */
  readonly place: string;
  readonly digester: Digester;
  /** Where the same blobs may lie on the same disk. */
  readonly store?: Pick<LayoutStore, 'locate'>;
}

/** The blobs of the layout in `dir`. */
export const createContent = (dir: string, { place, digester, store: source }: ContentOptions): Content => {
  const layout = createStore(dir);
  /** What was seen whole by this process: digest and the file that held it. */
  const seen = new Map<Digest, string>();
  let ready: Promise<void> | undefined;
  const prepare = async (): Promise<void> => {
    ready ??= changeListing(dir, (listed) => listed)
      .then(() => mkdir(join(dir, 'blobs', 'sha256'), { recursive: true }))
      .then(() => mkdir(join(dir, 'incoming'), { recursive: true }))
      .then(() => undefined);
    await ready.catch((error: unknown) => {
      ready = undefined;
      throw error;
    });
  };

  const markOf = (content: Pick<Descriptor, 'digest' | 'size'>): string | undefined => {
    const path = pathOf(dir, content.digest);
    const there = path === undefined ? undefined : lstatSync(path, { bigint: true, throwIfNoEntry: false });
    if (there?.isFile() !== true || there.size !== BigInt(content.size)) return undefined;
    return [there.dev, there.ino, there.mtimeNs, there.ctimeNs].join(':');
  };
  /** Which of these are there and whole; what this process has hashed is only looked at. */
  const whole = async (contents: readonly Descriptor[]): Promise<readonly boolean[]> => {
    const marks = contents.map(markOf);
    const fresh = contents.filter(
      ({ digest }, at) => marks[at] !== undefined && seen.get(digest) !== marks[at],
    );
    const digests = await digestsOf(
      digester,
      fresh.map(({ digest }) => layout.locate(digest)),
    );
    for (const [at, content] of fresh.entries()) {
      const mark = marks[contents.indexOf(content)];
      if (digests[at]?.digest === content.digest && mark !== undefined) seen.set(content.digest, mark);
      else seen.delete(content.digest);
    }
    return contents.map(({ digest }, at) => marks[at] !== undefined && seen.get(digest) === marks[at]);
  };
  const has = async (content: Descriptor): Promise<boolean> => (await whole([content]))[0] === true;

  /** Puts a file beside its place, then into it: a name in `blobs` always stands for a whole file. */
  const placed = async ({ digest }: Descriptor, make: (beside: string) => Promise<void>): Promise<void> => {
    const beside = join(dir, 'incoming', randomUUID());
    try {
      await make(beside);
      await rename(beside, layout.locate(digest));
    } finally {
      // After a failure; and a file that has the name already keeps both when it is renamed.
      await rm(beside, { force: true });
    }
  };

  return {
    has,
    sizeOf: async (digest) => {
      const path = pathOf(dir, digest);
      const size = path === undefined ? undefined : lstatSync(path, { throwIfNoEntry: false })?.size;
      if (size === undefined) return undefined;
      return (await has({ mediaType: 'application/octet-stream', digest, size })) ? size : undefined;
    },
    receive: async (content, file) => {
      await prepare();
      await rename(file, layout.locate(content.digest));
      const mark = markOf(content);
      if (mark !== undefined) seen.set(content.digest, mark);
    },
    adopt: async (from, content) => {
      await prepare();
      const path = pathOf(from, content.digest);
      if (path === undefined) return false;
      await placed(content, (beside) => link(path, beside)).catch(() => undefined);
      return has(content);
    },
    remove: (digest) => rm(layout.locate(digest), { force: true }),
    put: async (content, bytes) => {
      await prepare();
      if (await has(content)) return 'accepted';
      if (source !== undefined) {
        const from = source.locate(content.digest);
        await placed(content, (beside) => link(from, beside)).catch(() => undefined);
        if (await has(content)) return 'uploaded';
      }
      const written = await layout.write(bytes(), content.mediaType);
      if (written.digest === content.digest && (await has(content))) return 'uploaded';
      throw damaged(content, place);
    },
    copy: async (from, blobs) => {
      await prepare();
      const there = await whole(blobs);
      const queue = blobs.filter((_, at) => there[at] !== true);
      const lane = async (): Promise<void> => {
        for (let content = queue.shift(); content !== undefined; content = queue.shift()) {
          const path = wholeFile(from, content);
          await placed(content, (beside) => takeFile(path, beside));
        }
      };
      const lanes = Array.from({ length: LANES }, () =>
        lane().catch((error: unknown) => {
          queue.length = 0;
          throw error;
        }),
      );
      for (const ended of await Promise.allSettled(lanes))
        if (ended.status === 'rejected') throw ended.reason;
      const now = await whole(blobs);
      const lost = blobs.filter((_, at) => now[at] !== true);
      for (const { digest } of lost) await rm(layout.locate(digest), { force: true });
      if (lost[0] !== undefined) throw damaged(lost[0], place);
      return there.map((before) => (before ? 'accepted' : 'uploaded'));
    },
  };
};

/** How many files are copied at the same time: more wait for one another on the disk. */
const LANES = 2;

/** The path of a regular file of the size that is expected; links and pipes are not copied. */
const wholeFile = (from: string, content: Descriptor): string => {
  const path = pathOf(from, content.digest);
  const there = path === undefined ? undefined : lstatSync(path, { throwIfNoEntry: false });
  if (path === undefined || there?.isFile() !== true) throw missing(content.digest, from);
  if (there.size !== content.size) throw damaged(content, from);
  return path;
};

/**
 * One file more for the same bytes, as git's own local clones have it, where nobody but this user could change them
 * through the other name; else, and on another disk, a copy.
 */
const takeFile = async (path: string, beside: string): Promise<void> => {
  if (isOurs(path)) {
    const linked = await link(path, beside).then(
      () => true,
      () => false,
    );
    if (linked) return;
  }
  await copyFile(path, beside, constants.COPYFILE_FICLONE);
};

const OTHERS_WRITE = 0o022;

const isOurs = (path: string): boolean => {
  const { uid, mode } = lstatSync(path);
  return uid === getuid?.() && (mode & OTHERS_WRITE) === 0;
};

const digestsOf = async (digester: Digester, paths: readonly string[]): Promise<readonly FileDigest[]> =>
  paths.length === 0 ? [] : digester.files(paths);

export const damaged = ({ digest }: Descriptor, place: string): Failure =>
  new Failure('CONTENT_DAMAGED', `what was to be ${digest} in ${place} is not`, {
    remedy: 'run the same command again; if it comes back, check the disk',
  });
