// Uploads on their way: each a file that grows and is hashed as it grows, and becomes a blob only under the digest that
// its bytes have (distribution-spec 1.1, "Pushing blobs").
import { createHash, type Hash, randomUUID } from 'node:crypto';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

import type { Descriptor } from '../../domain/descriptor.ts';
import type { Digest } from '../../domain/digest.ts';
import { Refusal } from './refusal.ts';

export interface Uploads {
  /** Begins one; its id. */
  readonly begin: (repository: string) => string;
  /** How many bytes are there. Throws `BLOB_UPLOAD_UNKNOWN`, as all that take an id do. */
  readonly size: (repository: string, id: string) => number;
  /**
   * Adds bytes as they come; what came before the sender broke off stays. `at` is where they begin, if that was said:
   * what does not follow is refused with 416 and where it should. Answers the size.
   */
  readonly append: (
    repository: string,
    id: string,
    bytes: AsyncIterable<Uint8Array>,
    at?: number,
  ) => Promise<number>;
  /** Ends it; hands the file to the repository, or throws `DIGEST_INVALID`, and then nothing of it is left. */
  readonly finish: (repository: string, id: string, digest: Digest) => Promise<void>;
  readonly cancel: (repository: string, id: string) => void;
  /** Ends all that are open. */
  readonly end: () => void;
}

interface Upload {
  readonly repository: string;
  readonly path: string;
  readonly file: number;
  readonly hash: Hash;
  size: number;
  /** When whoever writes now is done: requests for one upload follow one another. */
  turn: Promise<unknown>;
}

export interface UploadsOptions {
  /** Holds nothing else: emptied now, removed at the end. */
  readonly dir: string;
  readonly receive: (
    repository: string,
    content: Pick<Descriptor, 'digest' | 'size'>,
    file: string,
  ) => Promise<void>;
}

export const createUploads = ({ dir, receive }: UploadsOptions): Uploads => {
  const open = new Map<string, Upload>();
  rmSync(dir, { recursive: true, force: true });

  const find = (repository: string, id: string): Upload => {
    const found = open.get(id);
    if (found?.repository === repository) return found;
    throw new Refusal(404, 'BLOB_UPLOAD_UNKNOWN', 'there is no such upload, or it has ended');
  };
  const forget = (id: string, { file }: Upload): void => {
    if (open.delete(id)) closeSync(file);
  };
  const inTurn = <T>(upload: Upload, work: () => Promise<T>): Promise<T> => {
    const next = upload.turn.then(work);
    upload.turn = next.catch(() => undefined);
    return next;
  };

  return {
    begin: (repository) => {
      mkdirSync(dir, { recursive: true });
      const id = randomUUID();
      const path = join(dir, id);
      const file = openSync(path, 'wx', 0o644);
      open.set(id, { repository, path, file, hash: createHash('sha256'), size: 0, turn: Promise.resolve() });
      return id;
    },
    size: (repository, id) => find(repository, id).size,
    append: (repository, id, bytes, at) => {
      const upload = find(repository, id);
      return inTurn(upload, async () => {
        if (at !== undefined && at !== upload.size)
          throw new Refusal(
            416,
            'BLOB_UPLOAD_INVALID',
            `byte ${upload.size} is the next`,
            rangeHeader(upload.size),
          );
        for await (const chunk of bytes) {
          if (!open.has(id)) find(repository, id);
          for (let done = 0; done < chunk.length;) done += writeSync(upload.file, chunk, done);
          upload.hash.update(chunk);
          upload.size += chunk.length;
        }
        return upload.size;
      });
    },
    finish: (repository, id, digest) => {
      const upload = find(repository, id);
      return inTurn(upload, async () => {
        find(repository, id);
        forget(id, upload);
        try {
          const made = `sha256:${upload.hash.digest('hex')}`;
          if (made !== digest)
            throw new Refusal(400, 'DIGEST_INVALID', `what was uploaded is ${made}, and not ${digest}`);
          await receive(repository, { digest, size: upload.size }, upload.path);
        } finally {
          rmSync(upload.path, { force: true });
        }
      });
    },
    cancel: (repository, id) => {
      const upload = find(repository, id);
      forget(id, upload);
      rmSync(upload.path, { force: true });
    },
    end: () => {
      for (const [id, upload] of open) forget(id, upload);
      rmSync(dir, { recursive: true, force: true });
    },
  };
};

/** What is there, in the words of the specification: the last byte is inside, and nothing is `0-0`. */
export const rangeHeader = (size: number): Readonly<Record<string, string>> => ({
  range: `0-${Math.max(0, size - 1)}`,
});
