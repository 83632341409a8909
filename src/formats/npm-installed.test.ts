import { expect, it } from 'vitest';

import { installedPackages, wantedPackages } from './npm-installed.ts';

const kept = (text: string) => ({ kept: new TextEncoder().encode(text) });
const vue = JSON.stringify({ name: 'vue', version: '3.5.0', license: 'MIT', main: 'index.js' });

it.each([
  { path: 'app/node_modules/vue/package.json', is: true },
  { path: 'node_modules/@vue/core/package.json', is: true },
  { path: 'usr/lib/node_modules/npm/node_modules/x/package.json', is: true },
  { path: 'app/package.json', is: false },
  { path: 'node_modules/vue/dist/package.json', is: false },
  { path: 'node_modules/@vue/package.json', is: false },
  { path: 'node_modules/.vite/package.json', is: false },
  { path: 'my_node_modules/vue/package.json', is: false },
])('takes $path for an installed package: $is', ({ path, is }) => {
  expect(wantedPackages()(path, 10) !== undefined).toBe(is);
  expect(installedPackages(new Map([[path, kept(vue)]])).packages).toHaveLength(is ? 1 : 0);
});

it('lists one for each name and version, with its licence', () => {
  const found = installedPackages(
    new Map([
      ['b/node_modules/vue/package.json', kept(vue)],
      ['a/node_modules/vue/package.json', kept(vue)],
      ['a/node_modules/vue2/package.json', kept('{"name":"vue","version":"2.7.0","license":{"type":"MIT"}}')],
      ['a/node_modules/@a/b/package.json', kept('{"name":"@a/b","version":"1.0.0-rc.1+x"}')],
    ]),
  );
  expect(found).toEqual({
    packages: [
      { name: '@a/b', version: '1.0.0-rc.1+x' },
      { name: 'vue', version: '2.7.0' },
      { name: 'vue', version: '3.5.0', license: 'MIT' },
    ],
    unread: 0,
  });
});

it.each([
  { what: 'no JSON', file: kept('{') },
  { what: 'a key twice', file: kept('{"name":"a","name":"b","version":"1"}') },
  { what: 'a list', file: kept('[]') },
  { what: 'no version', file: kept('{"name":"a"}') },
  { what: 'a name with a line feed', file: kept('{"name":"a\\nb","version":"1"}') },
  { what: 'a version with a space', file: kept('{"name":"a","version":"1 2"}') },
  { what: 'too many bytes to be kept', file: {} },
])('passes over and counts $what', ({ file }) => {
  expect(installedPackages(new Map([['node_modules/a/package.json', file]]))).toEqual({
    packages: [],
    unread: 1,
  });
});

it('wants no more of one image than fits into memory', () => {
  const wanted = wantedPackages();
  const most = 1024 * 1024;
  const path = 'node_modules/a/package.json';
  expect(wanted(path, most + 1)).toBeUndefined();
  const taken = Array.from({ length: 200 }, () => wanted(path, most)).filter((limit) => limit !== undefined);
  expect(taken).toHaveLength(128);
  expect(wantedPackages()(path, most)).toBe(most);
});
