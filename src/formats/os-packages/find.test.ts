import { describe, expect, it } from 'vitest';

import { findPackages, type KeptFile, wantedOf } from './find.ts';
import { rpmDatabase } from './fixtures/rpmdb.ts';

const file = (content: string | Uint8Array): KeptFile => {
  const kept = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return { size: kept.length, kept };
};
const find = (files: Readonly<Record<string, KeptFile>>) => findPackages(new Map(Object.entries(files)));

describe('the packages in an image', () => {
  it.each([
    { path: 'var/lib/dpkg/status', content: 'Package: a\nVersion: 1\n', first: 'a' },
    { path: 'var/lib/dpkg/status.d/base', content: 'Package: a\nVersion: 1\n', first: 'a' },
    { path: 'lib/apk/db/installed', content: 'P:a\nV:1\n', first: 'a' },
    { path: 'usr/lib/apk/db/installed', content: 'P:a\nV:1\n', first: 'a' },
    { path: 'var/lib/rpm/rpmdb.sqlite', content: rpmDatabase(), first: 'bash' },
    { path: 'usr/lib/sysimage/rpm/rpmdb.sqlite', content: rpmDatabase(), first: 'bash' },
  ])('are found in $path', ({ path, content, first }) => {
    expect(wantedOf(path)).toBeGreaterThan(1024);
    const found = find({ [path]: file(content) });
    expect([found.packages[0]?.name, found.databases, found.remarks]).toEqual([first, [path], []]);
  });

  it('are gathered from several databases, each once and in one order', () => {
    const found = find({
      'var/lib/dpkg/status.d/z': file('Package: z\nVersion: 1\n'),
      'var/lib/dpkg/status.d/a': file('Package: a\nVersion: 1\n'),
      'var/lib/dpkg/status.d/a.md5sums': file('d41d8cd98f00b204e9800998ecf8427e  usr/a\n'),
      'var/lib/dpkg/status': file('Package: a\nVersion: 1\n'),
    });
    expect(found.packages.map(({ name }) => name)).toEqual(['a', 'z']);
    expect(wantedOf('var/lib/dpkg/status.d/a.md5sums')).toBeUndefined();
  });

  it.each([
    { path: 'var/lib/rpm/Packages', says: 'a Berkeley DB' },
    { path: 'usr/lib/sysimage/rpm/Packages.db', says: 'an ndb database' },
    { path: 'var/lib/rpm/rpmdb.sqlite-wal', says: 'the journal of a database' },
  ])('are said to be missing where they lie in $says', ({ path, says }) => {
    const found = find({ [path]: { size: 1 } });
    expect([found.packages, found.remarks]).toEqual([[], [expect.stringContaining(`${path} is ${says}`)]]);
    expect(find({ [path]: { size: 0 } }).remarks).toEqual([]);
  });

  it('are said to be missing where a database is too large to be read', () => {
    expect(find({ 'var/lib/dpkg/status': { size: 2 ** 30 } })).toMatchObject({
      databases: [],
      remarks: [expect.stringContaining('too many to be read')],
    });
  });

  it('are refused from a database that is damaged, by its path', () => {
    expect(() => find({ 'lib/apk/db/installed': file('nothing') })).toThrow(
      expect.objectContaining({
        code: 'SBOM_UNREADABLE',
        message: expect.stringContaining('lib/apk/db/installed') as string,
      }),
    );
  });

  it('are of the distribution that etc/os-release names, or else usr/lib/os-release', () => {
    const [etc, usr] = [file('ID=debian\nVERSION_ID=12\n'), file('ID=fedora\n')];
    expect(find({ 'usr/lib/os-release': usr, 'etc/os-release': etc }).distribution).toEqual({
      id: 'debian',
      version: '12',
    });
    expect(find({ 'usr/lib/os-release': usr }).distribution).toEqual({ id: 'fedora' });
    expect(find({}).distribution).toBeUndefined();
  });
});
