import { describe, expect, it } from 'vitest';

import { glob } from './glob.ts';

describe('a glob matches the whole text or nothing', () => {
  it.each([
    { pattern: '*', text: 'widget.tar.gz', expected: true },
    { pattern: '*', text: 'a/b', expected: false },
    { pattern: '*.zip', text: 'widget.zip.sha256', expected: false },
    { pattern: 'release/*', text: 'release/1.2', expected: true },
    { pattern: 'release/*', text: 'release/1/2', expected: false },
    { pattern: 'release/**', text: 'release/1/2', expected: true },
    { pattern: '**/x', text: 'x', expected: true },
    { pattern: '**/x', text: 'a/b/x', expected: true },
    { pattern: '**/x', text: 'ax', expected: false },
    { pattern: 'main', text: 'maintenance', expected: false },
    { pattern: 'a.b', text: 'axb', expected: false },
    { pattern: 'a(b|c)[d]{1}$', text: 'a(b|c)[d]{1}$', expected: true },
    { pattern: 'v?', text: 'v1', expected: true },
    { pattern: 'v?', text: 'v', expected: false },
  ])('$pattern over $text: $expected', ({ pattern, text, expected }) => {
    expect(glob(pattern)(text)).toBe(expected);
  });
});
