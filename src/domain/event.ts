// Everything that can happen while a release is made: a closed union. Renderers only read it.
import type { Failure } from './failure.ts';
import type { Finding } from './finding.ts';
import type { StageName } from './stage-name.ts';

/** One outside call, named so that it can be found again although parts run in parallel. */
export interface CallSite {
  readonly stage: StageName;
  readonly part: string;
  readonly door: string;
  readonly method: string;
  /** Counts the calls of this method within the part, from 1. */
  readonly n: number;
}

export type Event =
  /** A stage begins; `parts` is how many pieces of work it has. */
  | { readonly type: 'stage-started'; readonly stage: StageName; readonly parts: number }
  /** A stage is done; `said` is one line about what is true now, `reused` how many parts came from the ledger. */
  | {
      readonly type: 'stage-finished';
      readonly stage: StageName;
      readonly said: string;
      readonly ms: number;
      readonly parts: number;
      readonly reused: number;
    }
  | {
      readonly type: 'stage-failed';
      readonly stage: StageName;
      readonly failure: Failure;
      readonly ms: number;
    }
  | { readonly type: 'part-started'; readonly stage: StageName; readonly part: string }
  | {
      readonly type: 'part-finished';
      readonly stage: StageName;
      readonly part: string;
      readonly ms: number;
      readonly reused: boolean;
    }
  | {
      readonly type: 'part-failed';
      readonly stage: StageName;
      readonly part: string;
      readonly failure: Failure;
    }
  /** What a part is doing right now, in a few words. */
  | { readonly type: 'progress'; readonly stage: StageName; readonly part: string; readonly doing: string }
  /** A line that project code wrote, neutralised. */
  | { readonly type: 'output'; readonly stage: StageName; readonly part: string; readonly line: string }
  | { readonly type: 'finding'; readonly stage: StageName; readonly finding: Finding }
  /** An outside call begins, and has had its effect. */
  | { readonly type: 'call-started'; readonly site: CallSite }
  | { readonly type: 'call-finished'; readonly site: CallSite; readonly ms: number };

/** Takes events as they happen; must not throw. */
export type Report = (event: Event) => void;
