import { describe, expect, it } from 'vitest';

import { parseOsRelease } from './os-release.ts';

describe('os-release', () => {
  it.each([
    {
      text: 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nID=debian\n',
      says: { id: 'debian', version: '12' },
    },
    { text: "ID='alpine'\nVERSION_ID=3.20.3", says: { id: 'alpine', version: '3.20.3' } },
    {
      text: 'ID="opensuse-leap"\nVERSION_ID="15.6"\nID_LIKE="suse"',
      says: { id: 'opensuse-leap', version: '15.6' },
    },
    { text: 'ID=debian\n#VERSION_ID=1\n', says: { id: 'debian' } },
    { text: 'ID=a\nID=b\nVERSION_ID="1\n', says: { id: 'b' } },
    { text: 'VERSION_ID=12\n', says: undefined },
    { text: 'ID="../x"\n', says: undefined },
    { text: '', says: undefined },
  ])('says $says', ({ text, says }) => {
    expect(parseOsRelease(new TextEncoder().encode(text))).toEqual(says);
  });
});
