// The files inside an archive with their digests, from the archive's own bytes and in one pass.
import { createHash } from 'node:crypto';
import { createGunzip } from 'node:zlib';

import { byBytes } from '../../domain/byte-order.ts';
import type { Streamed } from '../byte-ranges.ts';
import { damagedTar } from '../tar/header.ts';
import { readTar } from '../tar/read.ts';
import type { SpdxFile } from './document.ts';
import { throughZlib, ZLIB_CHUNK } from './through-zlib.ts';
import { zipMembers } from './zip-members.ts';

/** How the bytes are to be taken: `plain` is one file by itself. */
export type Container = 'tar.gz' | 'zip' | 'plain';

/** What an archive is, by its name. */
export const containerOf = (name: string): Container =>
  /\.(?:tar\.gz|tgz)$/i.test(name) ? 'tar.gz' : /\.zip$/i.test(name) ? 'zip' : 'plain';

/**
 * Every regular file, sorted by path in byte order; for `plain` the file itself under `name`. Links are left out:
 * SPDX describes bytes. Fails with the `ARCHIVE_…` codes of the readers.
 */
export const digestMembers = async (
  name: string,
  container: Container,
  content: Streamed,
): Promise<readonly SpdxFile[]> => {
  const files: SpdxFile[] = [];
  for await (const { path, bytes } of membersOf(name, container, content))
    files.push(await digest(path, bytes));
  return files.sort((a, b) => byBytes(a.path, b.path));
};

const membersOf = (
  name: string,
  container: Container,
  content: Streamed,
): AsyncIterable<{ readonly path: string; readonly bytes: AsyncIterable<Uint8Array> }> => {
  if (container === 'tar.gz') return readTar(gunzipped(content), { links: 'skip' });
  return container === 'zip' ? zipMembers(content) : only(name, content);
};

// The strict reader inflates several times more slowly; this archive is our own.
const gunzipped = (content: Streamed): AsyncIterable<Uint8Array> =>
  throughZlib(content.open(), createGunzip({ chunkSize: ZLIB_CHUNK }), (cause) =>
    Object.assign(damagedTar('has a compression that cannot be undone'), { cause }),
  );

async function* only(
  path: string,
  { open }: Streamed,
): AsyncGenerator<{ path: string; bytes: AsyncIterable<Uint8Array> }> {
  yield { path, bytes: open() };
}

const digest = async (path: string, bytes: AsyncIterable<Uint8Array>): Promise<SpdxFile> => {
  const [sha1, sha256] = [createHash('sha1'), createHash('sha256')];
  for await (const chunk of bytes) {
    sha1.update(chunk);
    sha256.update(chunk);
  }
  return { path, sha1: sha1.digest('hex'), sha256: sha256.digest('hex') };
};
