import { describe, expect, it } from 'vitest';

import type { OsPackage } from '../os-packages/package.ts';
import { osPackages } from './os-packages.ts';

const LIBC: OsPackage = {
  type: 'deb',
  name: 'libc6',
  version: '2.36-9',
  architecture: 'amd64',
  source: 'glibc',
};

describe('the packages of a distribution', () => {
  it.each([
    {
      one: LIBC,
      distribution: { id: 'debian', version: '12' },
      purl: 'pkg:deb/debian/libc6@2.36-9?arch=amd64&distro=debian-12&upstream=glibc',
      version: '2.36-9',
    },
    {
      one: { type: 'apk', name: 'musl', version: '1.2.5-r0', architecture: 'x86_64' },
      distribution: { id: 'alpine', version: '3.20.3' },
      purl: 'pkg:apk/alpine/musl@1.2.5-r0?arch=x86_64&distro=alpine-3.20.3',
      version: '1.2.5-r0',
    },
    {
      one: { type: 'rpm', name: 'dbus', version: '1.14.10-3.fc40', epoch: 1, architecture: 'x86_64' },
      distribution: { id: 'fedora', version: '40' },
      purl: 'pkg:rpm/fedora/dbus@1.14.10-3.fc40?arch=x86_64&distro=fedora-40&epoch=1',
      version: '1:1.14.10-3.fc40',
    },
    {
      one: { type: 'rpm', name: 'bash', version: '5-1' },
      distribution: { id: 'rhel', version: '9.4' },
      purl: 'pkg:rpm/redhat/bash@5-1?distro=rhel-9.4',
      version: '5-1',
    },
    {
      one: { type: 'rpm', name: 'bash', version: '5-1' },
      distribution: { id: 'opensuse-leap' },
      purl: 'pkg:rpm/opensuse/bash@5-1?distro=opensuse-leap',
      version: '5-1',
    },
    {
      one: LIBC,
      distribution: undefined,
      purl: 'pkg:deb/libc6@2.36-9?arch=amd64&upstream=glibc',
      version: '2.36-9',
    },
  ] as const)('are $purl', ({ one, distribution, purl, version }) => {
    expect(osPackages([one], distribution)).toMatchObject({
      packages: [{ key: purl, purl, name: one.name, version }],
      relationships: [{ from: '', type: 'CONTAINS', to: purl }],
    });
  });

  it('stand once each, in one order, with licence, vendor and source as they say', () => {
    const bash: OsPackage = {
      type: 'rpm',
      name: 'bash',
      version: '5-1',
      licence: 'GPLv3+',
      vendor: 'Fedora Project',
    };
    const { packages } = osPackages([LIBC, bash, LIBC], { id: 'x' });
    expect(packages).toMatchObject([
      { name: 'libc6', comment: 'built from source package glibc' },
      { name: 'bash', licence: 'GPLv3+', supplier: 'Fedora Project' },
    ]);
    expect(packages).toHaveLength(2);
  });
});
