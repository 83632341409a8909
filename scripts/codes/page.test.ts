import { readFileSync } from 'node:fs';

import { expect, it } from 'vitest';

import { FAILURE_CODES } from '../../src/domain/failure-codes.ts';
import { FINDING_CODES } from '../../src/domain/finding-codes.ts';
import { codesPage } from './page.ts';

it('is the page that is committed', () => {
  const committed = readFileSync(new URL('../../docs/codes.md', import.meta.url), 'utf8');
  expect(committed, 'npm run pages writes it').toBe(codesPage(FAILURE_CODES, FINDING_CODES));
});

it('lists every failure under its exit code, and every finding with its meaning', () => {
  const page = codesPage({ B: 2, A: 2, C: 70 }, { Z_LAST: 'it is last', A_FIRST: 'a | b' });
  expect(page).toContain('| 2 | `A` | wrong usage or configuration |\n| 2 | `B` |');
  expect(page).toContain('| `A_FIRST` | a \\| b |\n| `Z_LAST` | it is last |');
});
