import { crc32, deflateRawSync } from 'node:zlib';

import { describe, expect, it } from 'vitest';

import { readZipDirectory } from './read.ts';
import { CENTRAL, END, fields, LOCAL } from './record.ts';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const join = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));

interface Part {
  readonly local: Uint8Array;
  readonly central: (offset: number) => Uint8Array;
}
interface Lies {
  readonly localName?: string;
  readonly localSize?: number;
  readonly localMethod?: number;
  readonly localTime?: number;
  readonly localExtra?: Uint8Array;
  readonly flags?: number;
  readonly method?: number;
  readonly mode?: number;
  readonly size?: number;
  readonly crc?: number;
}

/** An entry without a data descriptor, as most programs write it, with whatever lie the test needs. */
const part = (name: string, content: string, lies: Lies = {}): Part => {
  const data = new Uint8Array(deflateRawSync(text(content)));
  const flags = lies.flags ?? 0x0800;
  const method = lies.method ?? 8;
  const crc = lies.crc ?? crc32(content);
  const size = lies.size ?? content.length;
  const localName = text(lies.localName ?? name);
  const extra = lies.localExtra ?? new Uint8Array();
  const local = join(
    fields(LOCAL.size, [
      [4, LOCAL.signature],
      [2, 20],
      [2, flags],
      [2, lies.localMethod ?? method],
      [2, lies.localTime ?? 0],
      [2, 33],
      [4, crc],
      [4, data.length],
      [4, lies.localSize ?? size],
      [2, localName.length],
      [2, extra.length],
    ]),
    localName,
    extra,
    data,
  );
  const central = (offset: number): Uint8Array =>
    join(
      fields(CENTRAL.size, [
        [4, CENTRAL.signature],
        [2, 0x0314],
        [2, 20],
        [2, flags],
        [2, method],
        [2, 0],
        [2, 33],
        [4, crc],
        [4, data.length],
        [4, size],
        [2, text(name).length],
        [2, 0],
        [2, 0],
        [2, 0],
        [2, 0],
        [4, (lies.mode ?? 0o100644) * 0x10000],
        [4, offset],
      ]),
      text(name),
    );
  return { local, central };
};

const zip = (
  parts: readonly Part[],
  { before = '', between = '', behind = '', comment = 0 } = {},
): Uint8Array => {
  let body = text(before);
  const directory: Uint8Array[] = [];
  for (const one of parts) {
    directory.push(one.central(body.length));
    body = join(body, one.local, text(between));
  }
  const central = join(...directory);
  const end = fields(END.size, [
    [4, END.signature],
    [2, 0],
    [2, 0],
    [2, parts.length],
    [2, parts.length],
    [4, central.length],
    [4, body.length],
    [2, comment],
  ]);
  return join(body, central, text(behind), end);
};

const UNICODE_PATH = join(Uint8Array.of(0x75, 0x70, 9, 0, 1, 0, 0, 0, 0), text('evil'));

describe('the strict zip reader', () => {
  it('reads what other programs write', () => {
    const entries = readZipDirectory(zip([part('a.txt', 'hello'), part('dir/', ''), part('dir/b', 'there')]));
    expect(entries.map(({ path, size, bytes }) => [path, size, new TextDecoder().decode(bytes())])).toEqual([
      ['a.txt', 5, 'hello'],
      ['dir/b', 5, 'there'],
    ]);
  });

  it.each([
    {
      name: 'another name before the file',
      bytes: zip([part('good', 'x', { localName: 'evil' })]),
      code: 'ARCHIVE_CONTRADICTS',
    },
    {
      name: 'another size before the file',
      bytes: zip([part('a', 'x', { localSize: 2 })]),
      code: 'ARCHIVE_CONTRADICTS',
    },
    {
      name: 'another method before the file',
      bytes: zip([part('a', 'x', { localMethod: 0 })]),
      code: 'ARCHIVE_CONTRADICTS',
    },
    {
      name: 'another time before the file',
      bytes: zip([part('a', 'x', { localTime: 1 })]),
      code: 'ARCHIVE_CONTRADICTS',
    },
    {
      name: 'a second name in an extra field',
      bytes: zip([part('good', 'x', { localExtra: UNICODE_PATH })]),
      code: 'ARCHIVE_CONTRADICTS',
    },
    {
      name: 'a program in front',
      bytes: zip([part('a', 'x')], { before: '#!/bin/sh' }),
      code: 'ARCHIVE_TRAILING',
    },
    {
      name: 'something between two files',
      bytes: zip([part('a', 'x'), part('b', 'y')], { between: 'hidden' }),
      code: 'ARCHIVE_TRAILING',
    },
    {
      name: 'something behind the directory',
      bytes: zip([part('a', 'x')], { behind: 'hidden' }),
      code: 'ARCHIVE_TRAILING',
    },
    {
      name: 'a comment',
      bytes: join(zip([part('a', 'x')], { comment: 1 }), text('!')),
      code: 'ARCHIVE_DAMAGED',
    },
    { name: 'encryption', bytes: zip([part('a', 'x', { flags: 0x0801 })]), code: 'ARCHIVE_ENTRY_INVALID' },
    {
      name: 'another compression',
      bytes: zip([part('a', 'x', { method: 93 })]),
      code: 'ARCHIVE_ENTRY_INVALID',
    },
    { name: 'a link', bytes: zip([part('a', 'x', { mode: 0o120777 })]), code: 'ARCHIVE_ENTRY_INVALID' },
    { name: 'a path that leaves', bytes: zip([part('../a', 'x')]), code: 'ARCHIVE_ENTRY_INVALID' },
    { name: 'a directory that leaves', bytes: zip([part('../', '')]), code: 'ARCHIVE_ENTRY_INVALID' },
    { name: 'one name twice', bytes: zip([part('a', 'x'), part('A', 'y')]), code: 'ARCHIVE_ENTRY_TWICE' },
    { name: 'a name in a code page', bytes: zip([part('é', 'x', { flags: 0 })]), code: 'ARCHIVE_DAMAGED' },
    { name: 'ZIP64', bytes: zip([part('a', 'x', { size: 0xffff_ffff })]), code: 'ARCHIVE_TOO_LARGE' },
    { name: 'no zip', bytes: text('PK'), code: 'ARCHIVE_DAMAGED' },
    { name: 'a zip cut short', bytes: zip([part('a', 'x')]).subarray(0, -1), code: 'ARCHIVE_DAMAGED' },
  ])('refuses $name', ({ bytes, code }) => {
    expect(() => readZipDirectory(bytes)).toThrow(expect.objectContaining({ code }) as Error);
  });

  it.each([
    { name: 'a wrong CRC', lies: { crc: 1 }, code: 'ARCHIVE_DAMAGED' },
    { name: 'more than the size', lies: { size: 3 }, code: 'ARCHIVE_DAMAGED' },
    { name: 'less than the size', lies: { size: 9 }, code: 'ARCHIVE_DAMAGED' },
  ])('refuses content of $name when it is read', ({ lies, code }) => {
    const [entry] = readZipDirectory(zip([part('a', 'hello', lies)]));
    expect(() => entry?.bytes()).toThrow(expect.objectContaining({ code }) as Error);
  });
});
