// The release's content as an OCI image layout on disk (image-spec 1.1, image-layout.md).
import { createHash, randomUUID } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { type FileHandle, readdir, unlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { kill, pid } from 'node:process';

import type { Descriptor } from '../../domain/descriptor.ts';
import { type Digest, hexOf, isDigest } from '../../domain/digest.ts';
import { Failure } from '../../domain/failure.ts';
import { canonicalJson } from '../../formats/canonical-json.ts';
import { sha256 } from '../../formats/sha256.ts';
import type { Store } from '../../ports/store.ts';
import { readSmall, SMALL } from '../system/small-file.ts';
import { digestOf, hasCode, makeDirectory, moveInto, openBlob, READ_SIZE, writeNew } from './files.ts';

export interface LayoutStore extends Store {
  /** The absolute path at which a blob lies, or would lie, for what must be given a path. */
  readonly locate: (digest: Digest) => string;
}

/** The default of `bytes`. */
const DOCUMENT_LIMIT = 16 * 2 ** 20;

/**
 * The store in this directory, made with its first blob. Several stores, in several processes, may work in
 * one directory. `has` hashes a blob once and afterwards only looks whether its file is still the same one.
 *
 * `write` fails with `DISK_FULL`, and then nothing of the blob is left behind.
 */
export const createStore = (dir: string): LayoutStore => {
  const root = resolve(dir);
  const incoming = join(root, 'incoming');
  const locate = (digest: Digest): string => join(root, 'blobs', 'sha256', hexOf(checked(digest)));
  /** What was seen whole in this process: digest and the file that held it. */
  const seen = new Map<Digest, string>();
  let ready: Promise<void> | undefined;

  /** Whether the file holds these bytes: hashed once, then known by what tells it from itself after a change. */
  const isWhole = async (digest: Digest, file: FileHandle): Promise<boolean> => {
    const found = await file.stat({ bigint: true });
    const mark = markOf(found);
    if (seen.get(digest) === mark) return true;
    seen.delete(digest);
    if ((await digestOf(file, Number(found.size))) !== digest) return false;
    seen.set(digest, mark);
    return true;
  };

  /** The same for what is small or not there at all; `undefined` for everything else. */
  const hasSmall = (digest: Digest): boolean | undefined => {
    const path = locate(digest);
    const found = lstatSync(path, { bigint: true, throwIfNoEntry: false });
    if (found === undefined) return false;
    const mark = markOf(found);
    if (found.isFile() && seen.get(digest) === mark) return true;
    const bytes = readSmall(path);
    if (bytes === undefined) return undefined;
    const whole = sha256(bytes) === digest;
    if (whole) seen.set(digest, mark);
    else seen.delete(digest);
    return whole;
  };

  const has = async (digest: Digest): Promise<boolean> => {
    const small = hasSmall(digest);
    if (small !== undefined) return small;
    const file = await openBlob(locate(digest));
    if (file === undefined) return false;
    try {
      return await isWhole(digest, file);
    } finally {
      await file.close();
    }
  };

  const range: LayoutStore['range'] = async (content, offset, length) => {
    const file = await openBlob(locate(content.digest));
    if (file === undefined) throw missing(content);
    try {
      if (!(await isWhole(content.digest, file))) throw damaged(content);
      const bytes = new Uint8Array(Math.max(0, Math.min(length, content.size - offset)));
      let have = 0;
      while (have < bytes.length) {
        const { bytesRead } = await file.read(bytes, have, bytes.length - have, offset + have);
        if (bytesRead === 0) throw damaged(content);
        have += bytesRead;
      }
      // What changed meanwhile is not what was hashed.
      if (seen.get(content.digest) !== markOf(await file.stat({ bigint: true }))) throw damaged(content);
      return bytes;
    } finally {
      await file.close();
    }
  };

  const write = async (
    bytes: AsyncIterable<Uint8Array> | Uint8Array,
    mediaType: string,
  ): Promise<Descriptor> => {
    const known = bytes instanceof Uint8Array ? { digest: sha256(bytes), size: bytes.length } : undefined;
    if (known !== undefined && (await has(known.digest))) return { mediaType, ...known };
    await (ready ??= prepare(root, incoming).catch((error: unknown) => {
      ready = undefined;
      throw error;
    }));
    const temporary = join(incoming, `${OWN}${randomUUID()}`);
    const { digest, size } = await writeHashed(temporary, bytes, known);
    const descriptor = { mediaType, digest, size };
    if (await has(digest)) {
      await unlink(temporary);
      return descriptor;
    }
    await moveInto(temporary, locate(digest));
    seen.set(digest, markOf(lstatSync(locate(digest), { bigint: true })));
    return descriptor;
  };

  return {
    locate,
    has,
    write,
    range,
    read: (content) => readBlob(locate, content, anew),
    pass: (content) => {
      let buffer: Buffer | undefined;
      return readBlob(locate, content, (size) => (buffer ??= Buffer.allocUnsafeSlow(size)).subarray(0, size));
    },
    bytes: async (content, limit = DOCUMENT_LIMIT) => {
      if (content.size > limit) throw tooLarge(content, limit);
      const chunks: Uint8Array[] = [];
      for await (const chunk of readBlob(locate, content, anew)) chunks.push(chunk);
      return new Uint8Array(Buffer.concat(chunks));
    },
  };
};

interface Hashed {
  readonly digest: Digest;
  readonly size: number;
}

/** Writes a new file, and says what went into it where that is not known. */
const writeHashed = async (
  path: string,
  bytes: AsyncIterable<Uint8Array> | Uint8Array,
  known: Hashed | undefined,
): Promise<Hashed> => {
  const hash = createHash('sha256');
  let size = 0;
  const hashed = async function* (chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    for await (const chunk of chunks) {
      hash.update(chunk);
      size += chunk.length;
      yield chunk;
    }
  };
  await writeNew(path, bytes instanceof Uint8Array ? bytes : hashed(bytes));
  return known ?? { digest: `sha256:${hash.digest('hex')}`, size };
};

/** A new one each time: whoever reads may keep it. */
const anew = (size: number): Buffer => Buffer.allocUnsafeSlow(size);

/** `room` is asked for bytes to read into, never for more than the first time. */
async function* readBlob(
  locate: LayoutStore['locate'],
  content: Descriptor,
  room: (size: number) => Buffer,
): AsyncIterable<Uint8Array> {
  const small = content.size > SMALL ? undefined : readSmall(locate(content.digest));
  if (small?.length === content.size && sha256(small) === content.digest) return yield small;
  const file = await openBlob(locate(content.digest));
  if (file === undefined) throw missing(content);
  try {
    const hash = createHash('sha256');
    let size = 0;
    for (;;) {
      const buffer = room(Math.min(READ_SIZE, content.size - size + 1));
      const { bytesRead } = await file.read(buffer, 0, buffer.length, null);
      if (bytesRead === 0) break;
      const chunk = buffer.subarray(0, bytesRead);
      size += bytesRead;
      if (size > content.size) throw damaged(content);
      hash.update(chunk);
      yield chunk;
    }
    if (size !== content.size || `sha256:${hash.digest('hex')}` !== content.digest) throw damaged(content);
  } finally {
    await file.close();
  }
}

const prepare = async (root: string, incoming: string): Promise<void> => {
  await makeDirectory(join(root, 'blobs', 'sha256'));
  await makeDirectory(incoming);
  await sweep(incoming);
  // index.json last: whoever sees it sees a layout.
  await document(incoming, join(root, 'oci-layout'), { imageLayoutVersion: '1.0.0' });
  await document(incoming, join(root, 'index.json'), {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.index.v1+json',
    manifests: [],
  });
};

const document = async (incoming: string, path: string, value: unknown): Promise<void> => {
  const there = await openBlob(path);
  await there?.close();
  if (there !== undefined) return;
  const temporary = join(incoming, `${OWN}${randomUUID()}`);
  await writeNew(
    temporary,
    (async function* () {
      yield canonicalJson(value);
    })(),
  );
  await moveInto(temporary, path);
};

/** How this process names what it has not finished: machine, process, and a part of its own. */
const OWN = `${hostname().replaceAll(/[^A-Za-z0-9-]/g, '-')}.${pid}.`;

/** Removes what processes of this machine that are no more left unfinished. */
const sweep = async (incoming: string): Promise<void> => {
  const [machine] = OWN.split('.');
  for (const name of await readdir(incoming)) {
    const [host, maker] = name.split('.');
    if (host === machine && !isAlive(Number(maker)))
      await unlink(join(incoming, name)).catch(() => undefined);
  }
};

const isAlive = (id: number): boolean => {
  try {
    // Signal 0 asks and sends nothing.
    kill(id, 0);
    return true;
  } catch (error) {
    return !hasCode(error, 'ESRCH');
  }
};

/** What tells a file from another, and from itself after a change. */
const markOf = (it: {
  readonly dev: bigint;
  readonly ino: bigint;
  readonly size: bigint;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
}): string => [it.dev, it.ino, it.size, it.mtimeNs, it.ctimeNs].join(':');

// A digest is a path here: what is none must not become one.
const checked = (digest: Digest): Digest => {
  if (isDigest(digest)) return digest;
  throw new Failure('BLOB_MISSING', `${JSON.stringify(digest)} is no digest`, {
    remedy: 'Run the same command again in an empty directory.',
  });
};

const missing = ({ digest }: Descriptor): Failure =>
  new Failure('BLOB_MISSING', `the store holds no ${digest}`, {
    remedy: 'Run the same command again: what is missing is made anew.',
  });

const damaged = ({ digest }: Descriptor): Failure =>
  new Failure('BLOB_DAMAGED', `the store holds other bytes under ${digest}`, {
    remedy: 'Run the same command again: what is damaged is made anew. If it comes back, check the disk.',
  });

const tooLarge = ({ digest, size }: Descriptor, limit: number): Failure =>
  new Failure('BLOB_TOO_LARGE', `${digest} has ${size} bytes, more than the ${limit} that are read at once`, {
    remedy: 'Make the document smaller.',
  });
