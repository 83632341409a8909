// How the commands about the first customer say what they found: a line for each check, and `N passed, N failed, N skipped`.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import type { CheckResult } from '../interop/kit.ts';

export interface Counting {
  /** Takes what is made on the way. */
  readonly scratch: string;
  readonly say: (results: readonly CheckResult[]) => void;
  readonly skip: (name: string, reason: string) => void;
}

/** Runs `look` and counts; what it throws is a failure of `name`. A directory that is named is kept, another is not. */
export const counted = async (
  name: string,
  look: (counting: Counting) => Promise<void>,
  kept?: string,
): Promise<void> => {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const scratch = kept === undefined ? await mkdtemp(join(tmpdir(), 'colophon-customer-')) : resolve(kept);
  await mkdir(scratch, { recursive: true });
  const say = (results: readonly CheckResult[]): void => {
    for (const result of results) {
      counts[result.passed ? 'passed' : 'failed'] += 1;
      console.log(
        result.passed ? `ok    ${result.name}` : `FAIL  ${result.name}\n      ${result.said ?? ''}`,
      );
    }
  };
  const skip = (what: string, reason: string): void => {
    counts.skipped += 1;
    console.log(`skip  ${what}: ${reason}`);
  };
  try {
    await look({ scratch, say, skip });
  } catch (error) {
    say([{ name, passed: false, said: error instanceof Error ? error.message : String(error) }]);
  } finally {
    if (kept === undefined) await rm(scratch, { recursive: true, force: true });
  }
  console.log(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  process.exitCode = counts.failed === 0 ? 0 : 1;
};
