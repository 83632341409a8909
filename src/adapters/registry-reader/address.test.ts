import { describe, expect, it } from 'vitest';

import { isAddress, isLoopback, isPrivateAddress, shownUrl } from './address.ts';

describe('an address', () => {
  it.each([
    ['localhost', 'loopback'],
    ['LOCALHOST:5000', 'loopback'],
    ['127.0.0.1', 'loopback'],
    ['127.255.3.4:80', 'loopback'],
    ['[::1]:5000', 'loopback'],
    ['::1', 'loopback'],
    ['[::ffff:127.0.0.1]', 'loopback'],
    ['[::ffff:7f00:1]', 'loopback'],
    ['10.1.2.3', 'private'],
    ['172.16.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['192.168.1.1:5000', 'private'],
    ['169.254.169.254', 'private'],
    ['100.64.0.1', 'private'],
    ['0.0.0.0', 'private'],
    ['255.255.255.255', 'private'],
    ['[fe80::1%eth0]', 'private'],
    ['[fd12:3456::1]', 'private'],
    ['[::]', 'private'],
    ['[64:ff9b::a00:1]', 'private'],
    ['[::ffff:192.168.0.1]', 'private'],
    ['172.32.0.1', 'public'],
    ['8.8.8.8', 'public'],
    ['[2001:db9::1]', 'public'],
    ['[::ffff:8.8.8.8]', 'public'],
  ] as const)('%s is %s', (host, kind) => {
    expect(isLoopback(host)).toBe(kind === 'loopback');
    expect(isPrivateAddress(host)).toBe(kind !== 'public');
  });

  it.each([
    '127.0.0.1.example',
    'localhost.example',
    '1.2.3',
    '300.1.1.1',
    'ghcr.io',
    '[::1::2]',
    '1:2:3',
    'x',
  ])('%s is none', (host) => {
    expect(isAddress(host)).toBe(false);
    expect(isLoopback(host)).toBe(false);
    expect(isPrivateAddress(host)).toBe(false);
  });

  it('is shown without what may be a secret', () => {
    expect(shownUrl(new URL('https://user:word@cdn.example/a/b?X-Signature=secret#secret'))).toBe(
      'https://cdn.example/a/b',
    );
  });
});
