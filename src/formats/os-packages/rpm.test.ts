import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { FormatError } from '../format-error.ts';
import { rpmDatabase } from './fixtures/rpmdb.ts';
import { parseRpmHeader, parseRpmSqlite } from './rpm.ts';
import { sqliteRows } from './sqlite.ts';

const DATABASE = rpmDatabase();
const changed = (edit: (bytes: Uint8Array, view: DataView) => void): Uint8Array => {
  const bytes = DATABASE.slice();
  edit(bytes, new DataView(bytes.buffer));
  return bytes;
};
const refusalOf = (bytes: Uint8Array): unknown => {
  try {
    parseRpmSqlite(bytes);
    return undefined;
  } catch (error) {
    return error;
  }
};
const refusal = expect.objectContaining({ name: 'FormatError' }) as Error;

describe('the database of rpm', () => {
  it('says what is installed, and leaves the keys out', () => {
    const packages = parseRpmSqlite(DATABASE);
    expect(packages.slice(0, 3)).toEqual([
      {
        type: 'rpm',
        name: 'bash',
        version: '5.2.26-3.fc40',
        architecture: 'x86_64',
        licence: 'GPL-3.0-or-later',
        source: 'bash-5.2.26-3.fc40.src.rpm',
        vendor: 'Fedora Project',
      },
      {
        type: 'rpm',
        name: 'dbus',
        version: '1.14.10-3.fc40',
        epoch: 1,
        architecture: 'x86_64',
        licence: '(GPL-2.0-or-later OR AFL-2.1) AND GPL-2.0-or-later',
        source: 'dbus-1.14.10-3.fc40.src.rpm',
        vendor: 'Fedora Project',
      },
      {
        type: 'rpm',
        name: 'glibc',
        version: '2.39-8.fc40',
        architecture: 'x86_64',
        licence: 'LGPLv2+ and MIT',
        source: 'glibc-2.39-8.fc40.src.rpm',
        vendor: 'Fedora Project',
      },
    ]);
    expect(packages.map(({ name }) => name).slice(3)).toEqual(
      Array.from({ length: 40 }, (_, at) => `filler-${String(at).padStart(2, '0')}`),
    );
  });

  it.each([
    { what: 'no header at all', blob: [0, 0, 0, 0] },
    { what: 'more entries than bytes', blob: [0, 0, 0, 9, 0, 0, 0, 0] },
    { what: 'more data than bytes', blob: [0, 0, 0, 0, 0, 0, 0, 9] },
    { what: 'no name', blob: [0, 0, 0, 0, 0, 0, 0, 0] },
    {
      what: 'a name outside of it',
      blob: [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 3, 232, 0, 0, 0, 6, 0, 0, 0, 9, 0, 0, 0, 1, 0],
    },
    {
      what: 'a name without an end',
      blob: [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 3, 232, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0, 1, 97],
    },
    {
      what: 'a name that is a number',
      blob: [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 3, 232, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 1, 0],
    },
    {
      what: 'an epoch outside of it',
      blob: [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 3, 235, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 1, 0],
    },
  ])('is refused for a package with $what', ({ blob }) => {
    expect(() => parseRpmHeader(Uint8Array.from(blob))).toThrow(refusal);
  });
});

describe('a table of SQLite', () => {
  it('has values of every type; those that no number holds exactly are none', () => {
    expect([...sqliteRows(DATABASE, 'Kinds')]).toEqual([
      [null, 0, 1, -2, 70000, -5000000000, null, 'text', null],
      [null, 300, 8388600, null, Uint8Array.of(0, 255), '', new Uint8Array(), 140737488355328, 'ü'],
    ]);
  });

  it.each([
    { what: 'another file', bytes: new Uint8Array(4096) },
    { what: 'nothing', bytes: new Uint8Array() },
    { what: 'half a page', bytes: DATABASE.subarray(0, DATABASE.length - 100) },
    {
      what: 'a table page that is missing',
      bytes: DATABASE.subarray(0, DATABASE.length / 2 - ((DATABASE.length / 2) % 512)),
    },
    { what: 'pages of no power of two', bytes: changed((_, view) => view.setUint16(16, 768)) },
    { what: 'text in UTF-16', bytes: changed((_, view) => view.setUint32(56, 2)) },
    { what: 'a page of an index', bytes: changed((bytes) => (bytes[100] = 10)) },
    { what: 'more cells than a page holds', bytes: changed((_, view) => view.setUint16(103, 60_000)) },
    { what: 'a cell outside of its page', bytes: changed((_, view) => view.setUint16(112, 65_535)) },
  ])('is refused for $what', ({ bytes }) => {
    expect(() => [...sqliteRows(bytes, 'Packages')]).toThrow(refusal);
  });

  it('is refused when it is not there', () => {
    expect(() => [...sqliteRows(DATABASE, 'Nothing')]).toThrow(refusal);
  });

  it('is read or refused, never a crash and never without end, whatever is damaged', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(DATABASE.length - 1), fc.nat(255)), { minLength: 1, maxLength: 40 }),
        (edits) => {
          const bytes = changed((all) => edits.forEach(([at, value]) => (all[at] = value)));
          expect(refusalOf(bytes) ?? new FormatError('')).toBeInstanceOf(FormatError);
        },
      ),
      { numRuns: 300 },
    );
  });
});
