import { expect, it } from 'vitest';

import { wrap } from './wrap.ts';

it.each([
  { columns: 80, expected: ['  ✓ files aaa bbb ccc ddd'] },
  { columns: 20, expected: ['  ✓ files aaa bbb', '      ccc ddd'] },
])('a text is broken at spaces to fit $columns columns', ({ columns, expected }) => {
  expect(wrap('  ✓ files ', 'aaa bbb ccc ddd', columns)).toEqual(expected);
});

it('a word that does not fit is left whole', () => {
  expect(wrap('  ', 'x'.repeat(50), 40)).toEqual([`  ${'x'.repeat(50)}`]);
});
