// The one error that Colophon throws: a code, a sentence naming the thing, a remedy, perhaps a place.
import { FAILURE_CODES, type FailureCode } from './failure-codes.ts';

export interface FailureDetails {
  /** One sentence: what to do about it. */
  readonly remedy: string;
  /** `file:line:column` for configuration, else where it happened. */
  readonly at?: string;
  readonly cause?: unknown;
}

export class Failure extends Error {
  readonly code: FailureCode;
  readonly remedy: string;
  readonly at: string | undefined;

  constructor(code: FailureCode, message: string, { remedy, at, cause }: FailureDetails) {
    super(message, { cause });
    this.name = 'Failure';
    this.code = code;
    this.remedy = remedy;
    this.at = at;
  }

  /** The exit code that the contract gives to this failure. */
  get exit(): number {
    return FAILURE_CODES[this.code];
  }
}
