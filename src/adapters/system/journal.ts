// A file of lines that survives a crash: each is on disk before anything relies on it (ports/journal.ts).
import { constants } from 'node:fs';
import { type FileHandle, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';

import { Failure } from '../../domain/failure.ts';
import type { Journal } from '../../ports/journal.ts';
import { syncDirectory } from './write-whole.ts';

/**
 * The journal in this file, made with its first line; its directory must be there. Lines of several processes
 * do not mix: each is one write at the end. A torn line that a crash left is cut off before the next is written.
 *
 * `append` fails with `DISK_FULL`, and then nothing of the line is left behind.
 */
export const createJournal = (file: string): Journal => {
  let last: Promise<void> = Promise.resolve();
  return {
    lines: async () => {
      const text = await readFile(file, 'utf8').catch(missing);
      // What follows the last line feed is torn, or empty.
      return text.split('\n').slice(0, -1);
    },
    append: (line) => {
      const written = last.then(() => appendLine(file, line));
      last = written.catch(() => undefined);
      return written;
    },
  };
};

const appendLine = async (file: string, line: string): Promise<void> => {
  if (line.includes('\n')) throw new TypeError('a journal line holds no line feed');
  const handle = await open(file, constants.O_RDWR | constants.O_APPEND | constants.O_CREAT, 0o644);
  try {
    // Looked at once: what another process appends from here on is not ours to judge.
    const { size } = await handle.stat();
    const end = await wholeLines(handle, size);
    if (size > end) await handle.truncate(end);
    await writeAll(handle, Buffer.from(`${line}\n`));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await syncDirectory(dirname(file));
};

const writeAll = async (handle: FileHandle, bytes: Uint8Array): Promise<void> => {
  let done = 0;
  try {
    while (done < bytes.length)
      done += (await handle.write(bytes, done, bytes.length - done, null)).bytesWritten;
  } catch (error) {
    // What was written of the line is torn and at the end: the next one would be glued to it.
    if (done > 0) await handle.truncate((await handle.stat()).size - done).catch(() => undefined);
    throw diskFailure(error);
  }
};

/** Where the last whole line ends; looks from the end, because almost always that is all there is to see. */
const wholeLines = async (handle: FileHandle, size: number): Promise<number> => {
  const buffer = Buffer.alloc(4096);
  for (let end = size; end > 0;) {
    const start = Math.max(0, end - buffer.length);
    const { bytesRead } = await handle.read(buffer, 0, end - start, start);
    const feed = buffer.subarray(0, bytesRead).lastIndexOf(0x0a);
    if (feed !== -1) return start + feed + 1;
    end = start;
  }
  return 0;
};

const diskFailure = (error: unknown): unknown =>
  error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')
    ? new Failure('DISK_FULL', 'there is no space left for the journal', {
        remedy: 'Make space and run the same command again: it goes on where it stopped.',
        cause: error,
      })
    : error;

const missing = (error: unknown): string => {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
  throw error;
};
