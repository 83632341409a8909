import { expect, it } from 'vitest';

import { readPlatforms } from './host-platform.ts';

it.each([
  { platform: 'linux', arch: 'x64', host: { os: 'linux', architecture: 'amd64' } },
  { platform: 'darwin', arch: 'arm64', host: { os: 'darwin', architecture: 'arm64' } },
  { platform: 'win32', arch: 'ia32', host: { os: 'windows', architecture: '386' } },
])('calls $platform on $arch as Go and OCI do', ({ platform, arch, host }) => {
  expect(readPlatforms(['host', 'linux/arm/v7'], { platform, arch })).toEqual([
    host,
    { os: 'linux', architecture: 'arm', variant: 'v7' },
  ]);
});

it.each(['', 'amd64', 'linux/', 'Linux/amd64', 'linux/amd64/v1/x', '../x'])('refuses %j', (text) => {
  expect(() => readPlatforms([text])).toThrow(expect.objectContaining({ code: 'USAGE' }));
});
