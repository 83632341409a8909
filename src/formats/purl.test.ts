import { describe, expect, it } from 'vitest';

import { formatPurl, golangPurl, npmPurl, ociPurl } from './purl.ts';

describe('a package URL', () => {
  it.each([
    { purl: npmPurl('yaml', '2.9.1'), expect: 'pkg:npm/yaml@2.9.1' },
    { purl: npmPurl('@sigstore/verify', '4.1.3'), expect: 'pkg:npm/%40sigstore/verify@4.1.3' },
    { purl: npmPurl('x', undefined), expect: 'pkg:npm/x' },
    {
      purl: golangPurl('github.com/acme/widget/v2', 'v2.0.0+incompatible'),
      expect: 'pkg:golang/github.com/acme/widget/v2@v2.0.0%2Bincompatible',
    },
    { purl: golangPurl('stdlib', '1.26.5'), expect: 'pkg:golang/stdlib@1.26.5' },
    {
      purl: golangPurl('github.com/Masterminds/semver', 'v1.5.0'),
      expect: 'pkg:golang/github.com/Masterminds/semver@v1.5.0',
    },
    {
      purl: formatPurl({ type: 'github', namespace: ['Acme'], name: 'Widget', version: 'v1' }),
      expect: 'pkg:github/acme/widget@v1',
    },
    {
      purl: formatPurl({
        type: 'deb',
        namespace: ['debian'],
        name: 'libstdc++6',
        version: '1:12.2.0-14+b1~x',
        qualifiers: { distro: 'debian-12', arch: 'amd64', upstream: undefined },
      }),
      expect: 'pkg:deb/debian/libstdc%2B%2B6@1:12.2.0-14%2Bb1~x?arch=amd64&distro=debian-12',
    },
    {
      purl: formatPurl({ type: 'rpm', namespace: ['fedora'], name: 'ImageMagick', version: '7-1.fc40' }),
      expect: 'pkg:rpm/fedora/ImageMagick@7-1.fc40',
    },
    {
      purl: ociPurl('ghcr.io/acme/widget', 'sha256:ab', { tag: 'v1', arch: 'amd64' }),
      expect: 'pkg:oci/widget@sha256:ab?arch=amd64&repository_url=ghcr.io%2Facme%2Fwidget&tag=v1',
    },
  ])('is written as $expect', ({ purl, expect: expected }) => {
    expect(purl).toBe(expected);
  });

  it.each(['a?b', 'a#b', 'a@b', 'a b', "a'b", 'a%2fb', 'a\ud800b'])(
    'lets no character of %j break out of its segment',
    (name) => {
      expect(npmPurl(name, '1')).toMatch(/^pkg:npm\/[A-Za-z0-9.\-_~:%]+@1$/);
    },
  );
});
