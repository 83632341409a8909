// Writes `docs/codes.md` from the tables that the program itself uses; with `--check`, says whether it is up to date.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { FAILURE_CODES } from '../src/domain/failure-codes.ts';
import { FINDING_CODES } from '../src/domain/finding-codes.ts';
import { codesPage } from './codes/page.ts';

const path = join(import.meta.dirname, '../docs/codes.md');
const page = codesPage(FAILURE_CODES, FINDING_CODES);
const { values } = parseArgs({ options: { check: { type: 'boolean' } } });

if (values.check !== true) writeFileSync(path, page);
else if (readFileSync(path, 'utf8') !== page) {
  console.error('docs/codes.md is not what the tables say: npm run pages');
  process.exitCode = 1;
}
