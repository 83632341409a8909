// A file of a layout, sent whole or a range of it, in pieces that are large enough (RFC 9110, "Range Requests").
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { ServerResponse } from 'node:http';

import { Refusal } from './refusal.ts';

const READ_SIZE = 256 * 1024;
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

interface OpenBlob {
  readonly descriptor: number;
  readonly size: number;
}

/** A regular file, which the caller closes; `undefined` where none lies. */
const openBlob = (path: string): OpenBlob | undefined => {
  let descriptor: number;
  try {
    descriptor = openSync(path, FLAGS);
  } catch {
    return undefined;
  }
  const about = fstatSync(descriptor);
  if (about.isFile()) return { descriptor, size: about.size };
  closeSync(descriptor);
  return undefined;
};

/** All of a file, at most `limit` bytes; `undefined` where none lies or it is larger. */
export const readWhole = (path: string, limit: number): Uint8Array | undefined => {
  const file = openBlob(path);
  if (file === undefined) return undefined;
  try {
    if (file.size > limit) return undefined;
    const bytes = new Uint8Array(file.size);
    return bytes.subarray(0, readSync(file.descriptor, bytes, 0, bytes.length, 0));
  } finally {
    closeSync(file.descriptor);
  }
};

/** Answers with what lies at the path as it is: whoever asked hashes it. Throws `BLOB_UNKNOWN`, and 416 for a range outside. */
export const sendFile = async (
  response: ServerResponse,
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<void> => {
  const file = openBlob(path);
  if (file === undefined) throw new Refusal(404, 'BLOB_UNKNOWN', 'there is no such blob');
  try {
    const { method, headers: asked } = response.req;
    const range = rangeOf(asked.range, file.size);
    const { start, end } = range ?? { start: 0, end: file.size };
    response.writeHead(range === undefined ? 200 : 206, {
      'accept-ranges': 'bytes',
      'content-type': 'application/octet-stream',
      'content-length': end - start,
      ...(range === undefined ? {} : { 'content-range': `bytes ${start}-${end - 1}/${file.size}` }),
      ...headers,
    });
    if (method !== 'HEAD') await pour(response, file.descriptor, start, end);
    response.end();
  } finally {
    closeSync(file.descriptor);
  }
};

/** Half open; `undefined` for all of it, and for what is not understood, as RFC 9110 has it. */
const rangeOf = (
  header: string | undefined,
  size: number,
): { readonly start: number; readonly end: number } | undefined => {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size : Math.min(size, Number(last) + 1);
  if (start < end) return { start, end };
  throw new Refusal(416, 'SIZE_INVALID', 'this range lies outside of the blob', {
    'content-range': `bytes */${size}`,
  });
};

const pour = async (response: ServerResponse, file: number, start: number, end: number): Promise<void> => {
  for (let at = start; at < end;) {
    const buffer = Buffer.allocUnsafeSlow(Math.min(READ_SIZE, end - at));
    // What is sent was written or read a moment ago: waiting for another thread costs more than the copy.
    const read = readSync(file, buffer, 0, buffer.length, at);
    // A file that has become shorter breaks the connection, so that nobody takes it for whole.
    if (read === 0 || response.destroyed) return void response.destroy();
    at += read;
    if (!response.write(buffer.subarray(0, read))) await drained(response);
  }
};

const drained = (response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.on('drain', done).on('close', done);
  });
