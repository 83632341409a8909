// The grammar of tags, and what follows from versions.
import { describe, expect, it } from 'vitest';

import { highestTag, isLatest, isPrerelease, parseTag, previousTag, readTag, rehearsalTag } from './tag.ts';

describe('a tag', () => {
  it.each([
    ['v1.2.3', 'v{version}', '1.2.3', false],
    ['v0.0.0', 'v{version}', '0.0.0', false],
    ['v1.2.3-rc.1', 'v{version}', '1.2.3-rc.1', true],
    ['v1.2.3-0.a.-', 'v{version}', '1.2.3-0.a.-', true],
    ['v1.2.3--', 'v{version}', '1.2.3--', true],
    ['v1.2.3-0a', 'v{version}', '1.2.3-0a', true],
    ['1.2.3', '{version}', '1.2.3', false],
    ['chart-1.2.3', 'chart-{version}', '1.2.3', false],
    ['@acme/cli@1.2.3', '@acme/cli@{version}', '1.2.3', false],
    ['1.2.3.final', '{version}.final', '1.2.3', false],
  ])('%s under %s holds %s', (tag, pattern, version, prerelease) => {
    const parsed = parseTag(tag, pattern);
    expect(parsed).toMatchObject({ tag, version });
    expect(isPrerelease(parsed)).toBe(prerelease);
  });

  it.each([
    ['v1.2.3+build.5', 'OCI tag'],
    ['v1.2.3-rc.1+5', 'OCI tag'],
    ['v1.2.3-01', '01 has a leading zero'],
    ['v1.2.3-rc.01', '01 has a leading zero'],
    ['v1.2.3-.', 'is empty'],
    ['v1.2.3-rc..1', 'is empty'],
    ['v1.2.3-rc.', 'is empty'],
    ['v1.2.3-', 'is empty'],
    ['v1.2.3-rc_1', 'letters, digits, hyphens and dots only'],
    ['v1.2.3-rç', 'letters, digits, hyphens and dots only'],
    ['v01.2.3', 'leading zero'],
    ['v1.02.3', 'leading zero'],
    ['v1.2', 'three numbers'],
    ['v1.2.3.4', 'three numbers'],
    ['v1.2.x', 'three numbers'],
    ['v1.2.-3', 'three numbers'],
    ['v', 'pattern'],
    ['vv1.2.3', 'three numbers'],
    ['v=1.2.3', 'three numbers'],
    ['V1.2.3', 'pattern'],
    ['1.2.3', 'pattern'],
    ['v9007199254740993.0.0', 'too large'],
    ['', 'empty'],
    [' v1.2.3', 'white space'],
    ['v1.2.3 ', 'white space'],
    ['v1.2.3\n', 'cannot be seen'],
    ['v1.2.3\u0000', 'cannot be seen'],
    ['v1.2.3\u202e', 'cannot be seen'],
    ['v1.2.3\u00a0', 'white space'],
    [`v1.2.3-${'a'.repeat(122)}`, '129 characters'],
  ])('W10: %j is refused: %s', (tag, reason) => {
    expect(readTag(tag, 'v{version}')).toContain(reason);
    expect(() => parseTag(tag, 'v{version}')).toThrow(
      expect.objectContaining({ code: 'TAG_INVALID', exit: 1 }),
    );
  });

  it('may have 128 characters', () => {
    expect(parseTag(`v1.2.3-${'a'.repeat(121)}`, 'v{version}').tag).toHaveLength(128);
  });
});

const TAGS = [
  'v1.0.0',
  'v1.1.0',
  'v1.1.1-rc.1',
  'v1.10.0-rc.1',
  'v1.2.0',
  'v1.2.0-rc.1',
  'v1.2.0-rc.2',
  'nightly',
  'chart-9.0.0',
];

describe('the release before', () => {
  it.each([
    ['v1.2.0', 'v1.1.0'],
    ['v1.2.0-rc.2', 'v1.2.0-rc.1'],
    ['v1.2.0-rc.1', 'v1.1.1-rc.1'],
    ['v1.1.1-rc.1', 'v1.1.0'],
    ['v1.10.0', 'v1.2.0'],
    ['v1.10.0-rc.2', 'v1.10.0-rc.1'],
    ['v1.0.0', undefined],
  ])('%s is %s', (tag, previous) => {
    expect(previousTag(TAGS, tag, 'v{version}')).toBe(previous);
  });
});

it('finds the highest tag that follows the pattern', () => {
  expect(highestTag(TAGS, 'v{version}')).toBe('v1.10.0-rc.1');
  expect(highestTag(['nightly'], 'v{version}')).toBeUndefined();
});

describe('W16: latest', () => {
  it.each([
    { tag: 'v1.2.0', published: ['v1.1.0', 'v1.10.0-rc.1'], is: true },
    { tag: 'v1.1.2', published: ['v1.1.0', 'v1.2.0'], is: false },
    { tag: 'v1.2.0', published: ['v1.2.0'], is: true },
    { tag: 'v2.0.0-rc.1', published: [], is: false },
    { tag: 'v1.9.0', published: ['v1.10.0'], is: false },
    { tag: 'v1.0.0', published: ['junk', 'chart-9.0.0'], is: true },
  ])('$tag among $published: $is', ({ tag, published, is }) => {
    expect(isLatest(published, tag, 'v{version}')).toBe(is);
  });
});

describe('the tag of a rehearsal without one', () => {
  const commit = '0123456789abcdef0123456789abcdef01234567';

  it('follows the highest stable tag', () => {
    expect(rehearsalTag(TAGS, commit, 'v{version}')).toBe('v1.2.1-rehearsal.g0123456789ab');
    expect(rehearsalTag([], commit, 'v{version}')).toBe('v0.0.1-rehearsal.g0123456789ab');
    expect(rehearsalTag(TAGS, commit, 'chart-{version}')).toBe('chart-9.0.1-rehearsal.g0123456789ab');
  });

  it('is a tag', () => {
    const tag = rehearsalTag(TAGS, commit, 'v{version}');
    expect(isPrerelease(parseTag(tag, 'v{version}'))).toBe(true);
    expect(previousTag(TAGS, tag, 'v{version}')).toBe('v1.2.0');
  });
});
