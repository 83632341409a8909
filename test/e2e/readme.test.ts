// What the README promises to a stranger is what CI runs.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { ROOT, runProgram } from '../support/colophon.ts';

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const blocks = [...read('README.md').matchAll(/^```sh\n([^]*?)^```$/gm)].map(([, block = '']) => block);

it('begins with two blocks of one line each: rehearse and verify this repository, and run the tests', () => {
  expect(blocks.slice(0, 2)).toEqual([
    'npm ci && npx colophon rehearse . --out rehearsal && npx colophon verify ./rehearsal --rehearsal\n',
    'npm ci && npm test\n',
  ]);
});

it.each([1, 2])('has its line %i run by CI, letter by letter', async (n) => {
  const [reader] = /^readme_line\(\) \{[^]*?^\}$/m.exec(read('.ci/run')) ?? [''];
  const { stdout } = await runProgram('bash', ['-c', `${reader}\nreadme_line ${n}`]);
  expect(stdout).toBe(blocks[n - 1]);
  expect(read('.ci/run')).toMatch(new RegExp(`bash -c "\\$\\(readme_line ${n}\\)"`));
});

it('links only to what is there', () => {
  const links = [...read('README.md').matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, link = '']) => link);
  expect(links.length).toBeGreaterThan(5);
  for (const link of links) expect(() => readFileSync(join(ROOT, link)), link).not.toThrow(/ENOENT/);
});

it('speaks of every exit code that a failure can have', async () => {
  const { FAILURE_CODES } = await import('../../src/domain/failure-codes.ts');
  const table = read('README.md');
  for (const exit of new Set(Object.values(FAILURE_CODES)))
    expect(table).toMatch(new RegExp(`^\\|[ 0-9,]*\\b${exit}\\b`, 'm'));
});
