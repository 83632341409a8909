import { crc32, deflateRawSync, gzipSync } from 'node:zlib';

import { describe, expect, it } from 'vitest';

import { GZIP_HEADER, gzipTrailer } from '../gzip.ts';
import { formatPax } from './pax.ts';
import { readTar, readTarGz, type TarLimits } from './read.ts';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const join = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));
const END = new Uint8Array(1024);

/** A header block by hand, so that it can say what our writer never says. */
const block = (fields: {
  name?: string;
  type?: string;
  size?: number;
  prefix?: string;
  magic?: string;
  rawSize?: string;
}): Uint8Array => {
  const bytes = new Uint8Array(512);
  const put = (at: number, value: string): void => bytes.set(text(value), at);
  put(0, fields.name ?? 'file');
  put(100, '0000644\0');
  put(108, '0000000\0');
  put(116, '0000000\0');
  put(124, fields.rawSize ?? `${(fields.size ?? 0).toString(8).padStart(11, '0')}\0`);
  put(136, '00000000000\0');
  put(148, '        ');
  put(156, fields.type ?? '0');
  put(257, fields.magic ?? 'ustar\u000000');
  put(345, fields.prefix ?? '');
  put(
    148,
    `${bytes
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
  );
  return bytes;
};
const padded = (bytes: Uint8Array): Uint8Array =>
  join(bytes, new Uint8Array((512 - (bytes.length % 512)) % 512));
const pax = (records: Record<string, string>, type = 'x'): Uint8Array => {
  const bytes = formatPax(Object.entries(records));
  return join(block({ name: 'PaxHeader', type, size: bytes.length }), padded(bytes));
};

async function* pieces(bytes: Uint8Array, size = 100): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
const read = async (tar: Uint8Array, limits?: TarLimits): Promise<Record<string, string>> => {
  const files: Record<string, string> = {};
  for await (const { path, bytes } of readTar(pieces(tar), limits)) {
    files[path] = '';
    for await (const chunk of bytes) files[path] += new TextDecoder().decode(chunk);
  }
  return files;
};
const hello = join(block({ name: 'hello', size: 5 }), padded(text('hello')));
const long = `package/${'x'.repeat(120)}`;

describe('the strict tar reader', () => {
  it('reads files, whatever pieces they come in, and leaves directories out', async () => {
    const tar = join(
      block({ name: 'package/', type: '5' }),
      hello,
      block({ name: 'empty', type: '\0' }),
      END,
    );
    expect(await read(tar)).toEqual({ hello: 'hello', empty: '' });
  });

  it('skips what is not read', async () => {
    const paths: string[] = [];
    for await (const { path } of readTar(pieces(join(hello, block({ name: 'b' }), END)))) paths.push(path);
    expect(paths).toEqual(['hello', 'b']);
  });

  it('joins prefix and name, and takes the long name of a PAX record', async () => {
    expect(await read(join(block({ prefix: 'a/b', name: 'c' }), END))).toEqual({ 'a/b/c': '' });
    expect(await read(join(pax({ path: long }), block({ name: long.slice(0, 99) }), END))).toEqual({
      [long]: '',
    });
    expect(
      await read(join(pax({ path: 'é', mtime: '1.5', 'NODETAR.depth': '1' }), block({ name: 'é' }), END)),
    ).toEqual({ é: '' });
  });

  it('takes the comment that git puts in front, and a tape’s padding', async () => {
    expect(await read(join(pax({ comment: 'f'.repeat(40) }, 'g'), hello, END, new Uint8Array(8192)))).toEqual(
      { hello: 'hello' },
    );
  });

  it.each([
    {
      name: 'a PAX path that is another file',
      tar: join(pax({ path: 'evil' }), block({ name: 'good' }), END),
      code: 'ARCHIVE_CONTRADICTS',
    },
    {
      name: 'a short name that only begins like the PAX path',
      tar: join(pax({ path: 'good-evil' }), block({ name: 'good' }), END),
      code: 'ARCHIVE_CONTRADICTS',
    },
    {
      name: 'a PAX size that is not the header’s',
      tar: join(pax({ size: '0' }), hello, END),
      code: 'ARCHIVE_CONTRADICTS',
    },
    {
      name: 'a PAX path for all files',
      tar: join(pax({ path: 'x' }, 'g'), hello, END),
      code: 'ARCHIVE_ENTRY_INVALID',
    },
    {
      name: 'a sparse file',
      tar: join(pax({ 'GNU.sparse.major': '1' }), hello, END),
      code: 'ARCHIVE_ENTRY_INVALID',
    },
    { name: 'a hard link', tar: join(block({ type: '1' }), END), code: 'ARCHIVE_ENTRY_INVALID' },
    { name: 'a symbolic link', tar: join(block({ type: '2' }), END), code: 'ARCHIVE_ENTRY_INVALID' },
    { name: 'a device', tar: join(block({ type: '3' }), END), code: 'ARCHIVE_ENTRY_INVALID' },
    { name: 'a pipe', tar: join(block({ type: '6' }), END), code: 'ARCHIVE_ENTRY_INVALID' },
    {
      name: 'GNU’s long names',
      tar: join(block({ type: 'L', size: 5 }), padded(text('hello')), hello, END),
      code: 'ARCHIVE_ENTRY_INVALID',
    },
    { name: 'a path that leaves', tar: join(block({ name: '../x' }), END), code: 'ARCHIVE_ENTRY_INVALID' },
    { name: 'an absolute path', tar: join(block({ name: '/x' }), END), code: 'ARCHIVE_ENTRY_INVALID' },
    {
      name: 'a directory that leaves',
      tar: join(block({ name: 'a/../', type: '5' }), END),
      code: 'ARCHIVE_ENTRY_INVALID',
    },
    { name: 'one name twice', tar: join(hello, hello, END), code: 'ARCHIVE_ENTRY_TWICE' },
    {
      name: 'two names that some file systems take for one',
      tar: join(hello, block({ name: 'HELLO' }), END),
      code: 'ARCHIVE_ENTRY_TWICE',
    },
    { name: 'content behind the end', tar: join(hello, END, hello), code: 'ARCHIVE_TRAILING' },
    {
      name: 'content in the padding',
      tar: join(block({ size: 5 }), text('hello'), text('!'), new Uint8Array(506), END),
      code: 'ARCHIVE_TRAILING',
    },
    { name: 'a megabyte of zeros', tar: join(hello, END, new Uint8Array(2 ** 20)), code: 'ARCHIVE_TRAILING' },
    { name: 'no end', tar: hello, code: 'ARCHIVE_DAMAGED' },
    { name: 'half an end', tar: join(hello, new Uint8Array(512)), code: 'ARCHIVE_DAMAGED' },
    { name: 'nothing at all', tar: new Uint8Array(), code: 'ARCHIVE_DAMAGED' },
    { name: 'a file cut short', tar: hello.subarray(0, 515), code: 'ARCHIVE_DAMAGED' },
    { name: 'a wrong checksum', tar: join(hello.with(0, 0x48), END), code: 'ARCHIVE_DAMAGED' },
    { name: 'a header of the old kind', tar: join(block({ magic: '' }), END), code: 'ARCHIVE_DAMAGED' },
    {
      name: 'a size in base 256',
      tar: join(block({ rawSize: '\u0000\u0000\u0001' }), END),
      code: 'ARCHIVE_DAMAGED',
    },
    { name: 'records for nothing', tar: join(pax({ path: 'x' }), END), code: 'ARCHIVE_DAMAGED' },
    {
      name: 'records for records',
      tar: join(pax({ path: 'x' }), pax({ path: 'y' }), block({ name: 'y' }), END),
      code: 'ARCHIVE_DAMAGED',
    },
    {
      name: 'a record twice',
      tar: join(block({ type: 'x', size: 18 }), padded(text('9 path=a\n9 path=b\n')), hello, END),
      code: 'ARCHIVE_DAMAGED',
    },
    {
      name: 'a record of a wrong length',
      tar: join(block({ type: 'x', size: 9 }), padded(text('8 path=a\n')), hello, END),
      code: 'ARCHIVE_DAMAGED',
    },
    {
      name: 'more records than anybody needs',
      tar: join(block({ type: 'x', size: 70_000 }), END),
      code: 'ARCHIVE_DAMAGED',
    },
  ])('refuses $name', async ({ tar, code }) => {
    await expect(read(tar)).rejects.toMatchObject({ code });
  });

  it('refuses more entries than the limit', async () => {
    const many = join(...Array.from({ length: 5 }, (_, index) => block({ name: `f${index}` })), END);
    expect(Object.keys(await read(many, { entries: 5 }))).toHaveLength(5);
    await expect(read(many, { entries: 4 })).rejects.toMatchObject({ code: 'ARCHIVE_TOO_LARGE' });
  });
});

const flipped = (bytes: Uint8Array, fromEnd: number): Uint8Array =>
  bytes.map((byte, at) => (at === bytes.length + fromEnd ? byte ^ 1 : byte));

describe('the strict gzip reader around it', () => {
  const tar = join(hello, END);
  const member = new Uint8Array(gzipSync(tar));
  const unzip = async (bytes: Uint8Array, limits?: TarLimits, size = 7): Promise<string[]> => {
    const paths: string[] = [];
    for await (const { path } of readTarGz(pieces(bytes, size), limits)) paths.push(path);
    return paths;
  };
  const raw = new Uint8Array(deflateRawSync(tar));
  const name = join(
    Uint8Array.of(0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3),
    text('a.tar\0'),
    raw,
    gzipTrailer(crc32(tar), tar.length),
  );

  it.each([1, 7, 5000])('reads one member that comes in pieces of %i', async (size) => {
    expect(await unzip(member, {}, size)).toEqual(['hello']);
    expect(await unzip(join(GZIP_HEADER, raw, gzipTrailer(crc32(tar), tar.length)), {}, size)).toEqual([
      'hello',
    ]);
  });

  it('takes a file name in the header', async () => {
    expect(await unzip(name)).toEqual(['hello']);
  });

  it.each([
    { case: 'a second member', bytes: join(member, gzipSync('more')), code: 'ARCHIVE_TRAILING' },
    { case: 'an empty second member', bytes: join(member, gzipSync('')), code: 'ARCHIVE_TRAILING' },
    { case: 'a byte behind the member', bytes: join(member, Uint8Array.of(0)), code: 'ARCHIVE_TRAILING' },
    { case: 'no trailer', bytes: member.subarray(0, -8), code: 'ARCHIVE_DAMAGED' },
    { case: 'half a trailer', bytes: member.subarray(0, -4), code: 'ARCHIVE_DAMAGED' },
    { case: 'half a stream', bytes: member.subarray(0, 30), code: 'ARCHIVE_DAMAGED' },
    { case: 'a wrong CRC', bytes: flipped(member, -8), code: 'ARCHIVE_DAMAGED' },
    { case: 'a wrong length', bytes: flipped(member, -4), code: 'ARCHIVE_DAMAGED' },
    { case: 'no gzip', bytes: tar, code: 'ARCHIVE_DAMAGED' },
    { case: 'extra fields', bytes: member.with(3, 4), code: 'ARCHIVE_DAMAGED' },
    {
      case: 'what is not DEFLATE',
      bytes: join(GZIP_HEADER, text('\u0007\u0007\u0007\u0007\u0007\u0007')),
      code: 'ARCHIVE_DAMAGED',
    },
  ])('refuses $case', async ({ bytes, code }) => {
    await expect(unzip(bytes)).rejects.toMatchObject({ code });
  });

  it('stops a bomb before it has grown', async () => {
    const bomb = new Uint8Array(gzipSync(new Uint8Array(64 * 2 ** 20)));
    await expect(unzip(bomb, { bytes: 1000 })).rejects.toMatchObject({ code: 'ARCHIVE_TOO_LARGE' });
  });
});
