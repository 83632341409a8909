import { describe, expect, it } from 'vitest';

import { FormatError } from '../../formats/format-error.ts';
import { parseNext } from './pages.ts';

describe('the link to a next page', () => {
  it.each([
    { text: undefined, expect: undefined },
    { text: '', expect: undefined },
    { text: '</v2/a/tags/list?n=2&last=b>; rel="next"', expect: '/v2/a/tags/list?n=2&last=b' },
    { text: '<x>; rel=next', expect: 'x' },
    { text: '<a>; rel="prev", <b,c>; title="x, y"; REL="last Next"', expect: 'b,c' },
    { text: '<a>; rel="nextone"', expect: undefined },
    { text: '<a>', expect: undefined },
  ])('$text', ({ text, expect: expected }) => {
    expect(parseNext(text)).toBe(expected);
  });

  it.each(['a; rel="next"', '<a; rel="next"', '<a>; rel="next', '<a b>; rel="next"', '<a>; rel="next" x'])(
    'is refused where it is none: %s',
    (text) => {
      expect(() => parseNext(text)).toThrow(FormatError);
    },
  );
});
