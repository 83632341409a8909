import { describe, expect, it } from 'vitest';

import { parseApkInstalled } from './apk.ts';

const parse = (text: string): readonly object[] => parseApkInstalled(new TextEncoder().encode(text));

// As Alpine 3.20 has them, shortened.
const INSTALLED = `C:Q1qKcZ+j23xssAXmgQhkOO8dHnbWw=
P:alpine-baselayout
V:3.6.5-r0
A:x86_64
S:8515
I:315392
T:Alpine base dir structure and init scripts
U:https://git.alpinelinux.org/cgit/aports/tree/main/alpine-baselayout
L:GPL-2.0-only
o:alpine-baselayout
m:Natanael Copa <ncopa@alpinelinux.org>
t:1714981135
c:66187892e05b03a41d08e9acabd19b7576a1c875
D:alpine-baselayout-data=3.6.5-r0 /bin/sh
q:1000
F:dev
F:dev/pts
F:etc
R:motd
Z:Q1SLkS9hBidUbPwwrw+XR0Whv3ww8=
F:var/tmp
M:0:0:1777
R:x
a:0:0:755

C:Q1
P:musl-utils
V:1.2.5-r0
A:x86_64
L:MIT AND BSD-2-Clause AND GPL-2.0-or-later
o:musl

`;

describe('the database of apk', () => {
  it('says name, version, architecture, licence, and the origin where it is called otherwise', () => {
    expect(parse(INSTALLED)).toEqual([
      {
        type: 'apk',
        name: 'alpine-baselayout',
        version: '3.6.5-r0',
        architecture: 'x86_64',
        licence: 'GPL-2.0-only',
      },
      {
        type: 'apk',
        name: 'musl-utils',
        version: '1.2.5-r0',
        architecture: 'x86_64',
        licence: 'MIT AND BSD-2-Clause AND GPL-2.0-or-later',
        source: 'musl',
      },
    ]);
  });

  it('may be empty, and may end without a blank line', () => {
    expect(parse('')).toEqual([]);
    expect(parse('P:a\nV:1-r0')).toEqual([{ type: 'apk', name: 'a', version: '1-r0' }]);
  });

  it.each([
    { what: 'a line that is no field', text: 'P:a\nhello\n' },
    { what: 'no version', text: 'P:a\n' },
    { what: 'no name', text: 'V:1\n' },
    { what: 'files of no package', text: 'F:etc\nR:motd\n' },
    { what: 'a name that would end a purl', text: 'P:a@b\nV:1\n' },
    { what: 'two names', text: 'P:a\nP:b\nV:1\n' },
    { what: 'an architecture that is none', text: 'P:a\nV:1\nA:\n' },
  ])('is refused for $what', ({ text }) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ name: 'FormatError' }));
  });
});
