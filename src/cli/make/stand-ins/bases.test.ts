import { expect, it } from 'vitest';

import { readBases } from './bases.ts';

it('reads repositories and the layouts that stand for them', () => {
  expect(readBases(['ghcr.io/acme/base=b=1', 'localhost:5000/x=/y'], '/here')).toEqual({
    'ghcr.io/acme/base': '/here/b=1',
    'localhost:5000/x': '/y',
  });
  expect(readBases(undefined, '/here')).toEqual({});
});

it.each([
  { name: 'no directory', bases: ['ghcr.io/acme/base='] },
  { name: 'no repository', bases: ['=dir'] },
  { name: 'a repository with a tag', bases: ['ghcr.io/acme/base:latest=dir'] },
  { name: 'neither', bases: ['dir'] },
  { name: 'a repository twice', bases: ['a.b/c=x', 'a.b/c=y'] },
])('refuses $name', ({ bases }) => {
  expect(() => readBases(bases, '/here')).toThrow(expect.objectContaining({ code: 'USAGE' }));
});
