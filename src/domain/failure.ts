// The one error that Colophon throws: a code, a sentence naming the thing, a remedy, perhaps a place.
import { FAILURE_CODES, type FailureCode } from './failure-codes.ts';
import type { FindingCode } from './finding-codes.ts';
import { type Finding, refuses } from './finding.ts';

/** One of several faults of the same thing, such as a configuration. */
export interface Fault {
  readonly message: string;
  readonly at: string;
}

export interface FailureDetails {
  /** One sentence: what to do about it. */
  readonly remedy: string;
  /** `file:line:column` for configuration, else where it happened. */
  readonly at?: string;
  readonly cause?: unknown;
  /** Further faults of the same kind, each with its place. */
  readonly more?: readonly Fault[];
  /** What was judged, when a judgement is the reason. */
  readonly findings?: readonly Finding[];
  /** The last lines that a failed command printed, already neutralised. */
  readonly output?: readonly string[];
}

export class Failure extends Error {
  readonly code: FailureCode;
  readonly remedy: string;
  readonly at: string | undefined;
  readonly more: readonly Fault[];
  readonly findings: readonly Finding[];
  readonly output: readonly string[];

  constructor(
    code: FailureCode,
    message: string,
    { remedy, at, cause, more, findings, output }: FailureDetails,
  ) {
    super(message, { cause });
    this.name = 'Failure';
    this.code = code;
    this.remedy = remedy;
    this.at = at;
    this.more = more ?? [];
    this.findings = findings ?? [];
    this.output = output ?? [];
  }

  /** The code that people are told: of a gate that refuses, what it refuses for first. */
  get told(): FailureCode | FindingCode {
    if (this.code !== 'GATE_REFUSED') return this.code;
    return this.findings.find(refuses)?.code ?? this.code;
  }

  /** The exit code that the contract gives to this failure. */
  get exit(): number {
    return FAILURE_CODES[this.code];
  }
}
