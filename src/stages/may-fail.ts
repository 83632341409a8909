// Mirrors that may fail: what they lack is told and holds nothing up, from the first copy to the last tag. Only a lie
// is never excused: a name that leads to other bytes (docs/trust.md 5).
import { Failure } from '../domain/failure.ts';
import type { FailureCode } from '../domain/failure-codes.ts';
import type { Finding } from '../domain/finding.ts';

/** A place that is filled; `required: false` where it may fail. */
export interface Excusable {
  readonly to: string;
  readonly required?: boolean;
}

/** What was done, or why it was not. */
export type Done<Answer> = { readonly answer: Answer } | { readonly finding: Finding };

/** Does it; a failure of a mirror that may fail becomes the information `MIRROR_FAILED`. */
export const excused = async <Answer>(
  { to, required = true }: Excusable,
  act: () => Promise<Answer>,
): Promise<Done<Answer>> => {
  try {
    return { answer: await act() };
  } catch (error) {
    if (required || !(error instanceof Failure) || NEVER.has(error.code)) throw error;
    return { finding: failed(to, error) };
  }
};

/** Failures that are no mirror's, and the one that says that it names something else. */
const NEVER: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'INTERNAL',
  'INTERRUPTED',
  'TERMINATED',
  'TIMED_OUT',
  'TARGET_TAKEN',
]);

const failed = (to: string, { code, message, remedy }: Failure): Finding => ({
  check: 'mirror',
  subject: to,
  result: 'info',
  demanded: false,
  assertedBy: 'verifier',
  code: 'MIRROR_FAILED',
  message: `this mirror may fail, and did: ${code}, ${message}`,
  remedy,
});
