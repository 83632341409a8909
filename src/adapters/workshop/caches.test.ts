import { expect, it } from 'vitest';

import { cachesOf } from './caches.ts';

it.each([
  {
    name: 'below home',
    environment: { HOME: '/home/u' },
    os: 'linux' as const,
    expect: { go: '/home/u/.cache/go-build', gomod: '/home/u/go/pkg/mod', npm: '/home/u/.npm' },
  },
  {
    name: 'where a Mac keeps them',
    environment: { HOME: '/Users/u', XDG_CACHE_HOME: '/x' },
    os: 'darwin' as const,
    expect: { go: '/Users/u/Library/Caches/go-build', gomod: '/Users/u/go/pkg/mod', npm: '/Users/u/.npm' },
  },
  {
    name: 'where the environment says',
    environment: {
      HOME: '/home/u',
      GOCACHE: '/a',
      GOMODCACHE: '/b',
      GOPATH: '/c',
      npm_config_cache: '/d',
      XDG_CACHE_HOME: '/e',
    },
    os: 'linux' as const,
    expect: { go: '/a', gomod: '/b', npm: '/d' },
  },
  {
    name: 'by the general words of the environment',
    environment: { GOPATH: '/c:/other', XDG_CACHE_HOME: '/e' },
    os: 'linux' as const,
    expect: { go: '/e/go-build', gomod: '/c/pkg/mod' },
  },
  { name: 'nowhere', environment: {}, os: 'linux' as const, expect: {} },
])('the user keeps packages $name', ({ environment, os, expect: caches }) => {
  expect(cachesOf(environment, os)).toEqual(caches);
});
