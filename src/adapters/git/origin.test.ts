import { expect, it } from 'vitest';

import { parseOrigin } from './origin.ts';

it.each([
  { url: 'https://github.com/acme/widget.git', slug: 'acme/widget' },
  { url: 'https://github.com/acme/widget', slug: 'acme/widget' },
  { url: 'https://GitHub.com/acme/widget/', slug: 'acme/widget' },
  { url: 'git@github.com:acme/widget.git', slug: 'acme/widget' },
  { url: 'git://github.com/acme/wid.get.git', slug: 'acme/wid.get' },
  { url: 'https://github.com.evil.example/acme/widget', slug: undefined },
  { url: 'https://evil.example/github.com/acme/widget', slug: undefined },
  { url: 'https://notgithub.com/acme/widget', slug: undefined },
  { url: 'https://github.com/acme/widget/tree', slug: undefined },
  { url: 'https://github.com/acme', slug: undefined },
  { url: '/srv/github.com/acme/widget', slug: undefined },
  { url: '../widget', slug: undefined },
  { url: 'C:/src/acme/widget', slug: undefined },
  { url: 'file:///srv/acme/widget.git', slug: undefined },
])('$url is $slug on the forge', ({ url, slug }) => {
  expect(parseOrigin(url)).toEqual({ url, ...(slug === undefined ? {} : { slug }) });
});

it.each([
  { text: 'https://token@github.com/acme/widget', url: 'https://github.com/acme/widget' },
  { text: 'https://u:p@ss@github.com/acme/widget', url: 'https://github.com/acme/widget' },
  { text: 'ssh://git@ssh.github.com:443/acme/widget.git', url: 'ssh://ssh.github.com:443/acme/widget.git' },
])('$url is all that is kept of an URL with a user', ({ text, url }) => {
  expect(parseOrigin(text)).toEqual({ url, slug: 'acme/widget' });
});

it('knows the names of another forge when it is told its host', () => {
  expect(parseOrigin('git@git.example:acme/widget.git', 'git.example').slug).toBe('acme/widget');
  expect(parseOrigin('git@github.com:acme/widget.git', 'git.example').slug).toBeUndefined();
});
