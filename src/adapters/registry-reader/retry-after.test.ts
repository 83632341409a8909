import { describe, expect, it } from 'vitest';

import { retryAfter } from './retry-after.ts';

describe('how long a registry asks to be left alone', () => {
  const date = 'Wed, 21 Oct 2026 07:28:00 GMT';
  it.each([
    { value: '7', expect: 7000 },
    { value: ' 0 ', expect: 0 },
    { value: 'Wed, 21 Oct 2026 07:28:30 GMT', expect: 30_000 },
    { value: 'Wed, 21 Oct 2026 07:27:00 GMT', expect: 0 },
    { value: '-1', expect: undefined },
    { value: '1.5', expect: undefined },
    { value: '9999999999', expect: undefined },
    { value: 'soon', expect: undefined },
    { value: '2026-10-21', expect: undefined },
    { value: undefined, expect: undefined },
  ])('$value', ({ value, expect: expected }) => {
    expect(retryAfter(value, date)).toBe(expected);
  });

  it('is not known from a date alone where the answer has none of its own', () => {
    expect(retryAfter(date, undefined)).toBeUndefined();
  });
});
