import { describe, expect, it } from 'vitest';

import { parseDpkgStatus } from './dpkg.ts';

const parse = (text: string): readonly object[] => parseDpkgStatus(new TextEncoder().encode(text));

// As Debian 12 has them, shortened.
const STATUS = `Package: libc6
Status: install ok installed
Priority: optional
Section: libs
Installed-Size: 12986
Maintainer: GNU Libc Maintainers <debian-glibc@lists.debian.org>
Architecture: amd64
Multi-Arch: same
Source: glibc
Version: 2.36-9+deb12u10
Depends: libgcc-s1, libcrypt1 (>= 1:4.4.10-10~)
Conffiles:
 /etc/ld.so.conf.d/x86_64-linux-gnu.conf d4e7a7b88a71b5ffd9e2644e71a0cfab
Description: GNU C Library: Shared libraries
 Contains the standard libraries that are used by nearly all programs on
 the system. This package includes shared versions of the standard C library
 .
 and the standard math library, as well as many others.
Homepage: https://www.gnu.org/software/libc/libc.html

Package: libgcc-s1
Status: install ok installed
Architecture: amd64
Source: gcc-12 (12.2.0-14+deb12u1)
Version: 12.2.0-14

Package: old
Status: deinstall ok config-files
Architecture: all
Version: 1.0

Package: unknown
Status: purge ok not-installed

`;

describe('the status of dpkg', () => {
  it('says what is installed, with source packages of another name or version', () => {
    expect(parse(STATUS)).toEqual([
      { type: 'deb', name: 'libc6', version: '2.36-9+deb12u10', architecture: 'amd64', source: 'glibc' },
      {
        type: 'deb',
        name: 'libgcc-s1',
        version: '12.2.0-14',
        architecture: 'amd64',
        source: 'gcc-12@12.2.0-14+deb12u1',
      },
    ]);
  });

  it('is one paragraph without a state in an image that never ran dpkg', () => {
    expect(parse('Package: tzdata\nVersion: 2025b-0+deb12u1\nArchitecture: all\nSource: tzdata')).toEqual([
      { type: 'deb', name: 'tzdata', version: '2025b-0+deb12u1', architecture: 'all' },
    ]);
  });

  it('takes field names in any case, and nothing for no packages', () => {
    expect(parse('PACKAGE: a\nversion: 1\n')).toEqual([{ type: 'deb', name: 'a', version: '1' }]);
    expect(parse('\n\n')).toEqual([]);
  });

  it.each([
    { what: 'a line that is no field', text: 'Package: a\nhello\n' },
    { what: 'a line that goes on from nothing', text: ' x: y\n' },
    { what: 'no version', text: 'Package: a\nStatus: install ok installed\n' },
    { what: 'no name', text: 'Version: 1\n' },
    { what: 'a name that would end a purl', text: 'Package: a?b\nVersion: 1\n' },
    { what: 'a version with a space', text: 'Package: a\nVersion: 1 2\n' },
    { what: 'a field twice', text: 'Package: a\nPackage: b\nVersion: 1\n' },
    { what: 'an architecture that is none', text: 'Package: a\nVersion: 1\nArchitecture: ../x\n' },
  ])('is refused for $what', ({ text }) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ name: 'FormatError' }));
  });
});
