import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { Failure } from '../domain/failure.ts';
import { parseNpmLock } from './npm-lock.ts';

const SHA512 =
  'sha512-hBfVL0FyN/B7tHqBsZSJ7yR+iUoHYP4z5BgQ2JUoNqfWjT8iUoHYP4z5BgQ2JUoNqfWjT8iUoHYP4z5BgQ2JUg==';
const lock = (packages: unknown): Uint8Array =>
  new TextEncoder().encode(JSON.stringify({ name: 'widget', lockfileVersion: 3, packages }));
const codeOf = (bytes: Uint8Array): string => {
  try {
    parseNpmLock(bytes, 'package-lock.json');
    return 'read';
  } catch (error) {
    return error instanceof Failure ? error.code : String(error);
  }
};

describe('a lock file of npm', () => {
  it('names the root and each package once, by what it is for', () => {
    const found = parseNpmLock(
      lock({
        '': { name: 'widget', version: '1.2.3', license: 'MIT' },
        'node_modules/a': {
          version: '1.0.0',
          resolved: 'https://registry.npmjs.org/a/-/a-1.0.0.tgz',
          integrity: SHA512,
          license: 'MIT',
        },
        'node_modules/a/node_modules/@s/b': { version: '2.0.0', optional: true },
        'node_modules/@s/b': { version: '1.0.0', dev: true },
        'node_modules/c': { version: '1.0.0', dev: true },
        'node_modules/a/node_modules/c': { version: '1.0.0' },
        'node_modules/alias': { name: 'real', version: '3.0.0', devOptional: true },
        'node_modules/tool': { resolved: 'tools/tool', link: true },
        'tools/tool': { name: '@widget/tool', version: '0.0.1', dev: true },
      }),
      'package-lock.json',
    );
    expect(found.root).toEqual({ name: 'widget', version: '1.2.3', license: 'MIT' });
    expect(found.packages).toEqual([
      { name: '@s/b', version: '1.0.0', use: 'development', local: false },
      { name: '@s/b', version: '2.0.0', use: 'optional', local: false },
      { name: '@widget/tool', version: '0.0.1', use: 'development', local: true },
      {
        name: 'a',
        version: '1.0.0',
        use: 'runtime',
        local: false,
        license: 'MIT',
        resolved: 'https://registry.npmjs.org/a/-/a-1.0.0.tgz',
        sha512: Buffer.from(SHA512.slice(7), 'base64').toString('hex'),
      },
      { name: 'c', version: '1.0.0', use: 'runtime', local: false },
      { name: 'real', version: '3.0.0', use: 'optional', local: false },
    ]);
  });

  it.each([
    'https://user:secret@registry.example/a.tgz',
    'https://registry.example/a.tgz?token=secret',
    'git+ssh://git@example/a.git',
    'file:../a',
  ])('gives no address away that may hold a secret: %s', (resolved) => {
    const { packages } = parseNpmLock(lock({ 'node_modules/a': { version: '1.0.0', resolved } }), 'x');
    expect(packages).toEqual([{ name: 'a', version: '1.0.0', use: 'runtime', local: false }]);
  });

  it.each([
    { what: 'is no JSON', bytes: new TextEncoder().encode('{') },
    { what: 'has a key twice', bytes: new TextEncoder().encode('{"packages":{},"packages":{}}') },
    { what: 'is of version 1', bytes: new TextEncoder().encode('{"lockfileVersion":1,"dependencies":{}}') },
    { what: 'holds an entry that is no object', bytes: lock({ 'node_modules/a': 'x' }) },
    { what: 'holds a name with control characters', bytes: lock({ 'node_modules/a\u001b': {} }) },
    { what: 'holds a name that leaves', bytes: lock({ 'node_modules/../../x': {} }) },
    { what: 'holds a version that is none', bytes: lock({ 'node_modules/a': { version: '1 2' } }) },
  ])('that $what is refused', ({ bytes }) => {
    expect(codeOf(bytes)).toBe('SBOM_UNREADABLE');
  });

  it('never crashes on other JSON', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (packages) => {
        expect(['read', 'SBOM_UNREADABLE']).toContain(codeOf(lock(packages)));
      }),
      { numRuns: 200 },
    );
  });
});
