import { InvalidArgumentError } from 'commander';
import { expect, it } from 'vitest';

import { parseDuration, parseJobs, takesColor } from './options.ts';

it.each([
  ['90', 90_000],
  ['90s', 90_000],
  ['10m', 600_000],
  ['1h', 3_600_000],
  ['500ms', 500],
])('reads the duration %s', (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds);
});

it.each(['', '0', '-1', '1.5h', '5x', '1d', '99999999', '9999h', '1h30m', ' 1s'])(
  'refuses the duration "%s"',
  (text) => {
    expect(() => parseDuration(text)).toThrow(InvalidArgumentError);
  },
);

it('reads a number of jobs', () => {
  expect([parseJobs('1'), parseJobs('16'), parseJobs('1024')]).toEqual([1, 16, 1024]);
});

it.each(['0', '-2', '1.5', 'all', '', '1025', '99999'])('refuses "%s" as a number of jobs', (text) => {
  expect(() => parseJobs(text)).toThrow(InvalidArgumentError);
});

it.each([
  { name: 'a terminal', env: {}, isTTY: true, expect: true },
  { name: 'a pipe', env: {}, isTTY: false, expect: false },
  { name: 'a terminal under NO_COLOR', env: { NO_COLOR: '1' }, isTTY: true, expect: false },
  { name: 'a terminal under an empty NO_COLOR', env: { NO_COLOR: '' }, isTTY: true, expect: true },
  { name: 'a pipe under FORCE_COLOR', env: { FORCE_COLOR: '1' }, isTTY: false, expect: true },
  { name: 'a terminal under FORCE_COLOR=0', env: { FORCE_COLOR: '0' }, isTTY: true, expect: false },
  { name: 'a pipe under both', env: { FORCE_COLOR: '1', NO_COLOR: '1' }, isTTY: false, expect: false },
  { name: 'a dumb terminal', env: { TERM: 'dumb' }, isTTY: true, expect: false },
])('knows whether $name takes colours', ({ env, isTTY, expect: colors }) => {
  expect(takesColor(env, { isTTY })).toBe(colors);
});
