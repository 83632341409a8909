import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, expect, it } from 'vitest';

import { stepLine } from './dockerfile-line.ts';

const dir = mkdtempSync(join(tmpdir(), 'colophon-lines-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const DOCKERFILE = `# syntax is a comment
FROM base

RUN echo one && \\
    # between two lines
    false
COPY a b
COPY a b
`;

it.each([
  { name: 'that goes on over lines', said: 'RUN echo one &&     false', line: 4 },
  { name: 'of one line', said: 'FROM base', line: 2 },
  { name: 'that stands twice', said: 'COPY a b', line: undefined },
  { name: 'that is not there', said: 'RUN true', line: undefined },
])('finds the line of a step $name', async ({ said, line }) => {
  const path = join(dir, 'Dockerfile');
  writeFileSync(path, DOCKERFILE);
  const find = await stepLine(path);
  expect(find([`Error: building at STEP "${said}": exit status 1`])).toBe(line);
  expect(find(['Error: something else'])).toBeUndefined();
});
