// The one error that Colophon throws: a code, a sentence naming the thing, a remedy, perhaps a place.
import { FAILURE_CODES, type FailureCode } from './failure-codes.ts';
import type { Finding } from './finding.ts';

export interface FailureDetails {
  /** One sentence: what to do about it. */
  readonly remedy: string;
  /** `file:line:column` for configuration, else where it happened. */
  readonly at?: string;
  /** Further faults of the same kind, each with its place. */
  readonly more?: readonly { readonly message: string; readonly at?: string }[];
  /** The judgements behind a refusal. */
  readonly findings?: readonly Finding[];
  readonly cause?: unknown;
}

export class Failure extends Error {
  readonly code: FailureCode;
  readonly remedy: string;
  readonly at: string | undefined;
  readonly more: readonly { readonly message: string; readonly at?: string }[];
  readonly findings: readonly Finding[];

  constructor(code: FailureCode, message: string, details: FailureDetails) {
    super(message, { cause: details.cause });
    this.name = 'Failure';
    this.code = code;
    this.remedy = details.remedy;
    this.at = details.at;
    this.more = details.more ?? [];
    this.findings = details.findings ?? [];
  }

  /** The exit code that the contract gives to this failure. */
  get exit(): number {
    return FAILURE_CODES[this.code];
  }
}
