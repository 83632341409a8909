// Runs the stages in order: parts apart, outcomes into the store, a ledger line each, nothing done twice.
import type { Digest } from '../domain/digest.ts';
import type { Report } from '../domain/event.ts';
import { Failure } from '../domain/failure.ts';
import type { Finding } from '../domain/finding.ts';
import type { GateOutcome } from '../domain/outcome/gate.ts';
import type { Outcomes } from '../domain/outcome/index.ts';
import type { Settings } from '../domain/settings.ts';
import type { StageName } from '../domain/stage-name.ts';
import type { Door, Ports } from '../ports/index.ts';
import type { Journal } from '../ports/journal.ts';
import type { Store } from '../ports/store.ts';
import { failureOf } from './failures.ts';
import { digestOf } from './keys.ts';
import { createLedger, type LedgerLine, parseLedgerLine } from './ledger.ts';
import type { Observer } from './observe.ts';
import { createPartRunner, type AnyStage, type PartResult } from './part.ts';
import { runParts, withWaits } from './parts.ts';
import type { Doors } from './stage.ts';

/** Any stage, whatever it reads and needs; `pipeline` has checked that already. */
export interface StageLike {
  readonly name: StageName;
  readonly promise: string;
  readonly reads: readonly StageName[];
  readonly needs: readonly Door[];
}

export interface PipelineRequest {
  /** In order, as `pipeline` answered them. */
  readonly stages: readonly StageLike[];
  readonly settings: Settings;
  readonly ports: Ports;
  /** Where outcomes lie; the same store as the port, as a rule. */
  readonly store: Store;
  readonly journal: Journal;
  readonly report: Report;
  readonly releaseId: Digest;
  /** How many parts may run at the same time. */
  readonly jobs: number;
  readonly signal: AbortSignal;
  readonly observer: Observer;
  /** Where this runs, for the ledger alone. */
  readonly host: string;
  /** The last stage to run; all of them unless said otherwise. */
  readonly until?: StageName;
  /** One stage alone, as a job of its own runs it; it is the last one then. */
  readonly alone?: Alone;
  /**
   * Outcomes that exist outside already, for a draft that holds a sealed list. Stages that have one are not run,
   * nor are the `once` ones before the last of them.
   */
  readonly adopt?: (
    gate: GateOutcome,
    doors: Doors<'forge' | 'store'>,
  ) => Promise<Partial<Outcomes> | undefined>;
}

/** What stands before the stage is found in the ledger and never made, except the gate. */
export interface Alone {
  readonly stage: StageName;
  /** Which of its parts are wanted; those that they wait for come with them. All of them unless said otherwise. */
  readonly wants?: (part: string) => boolean;
  /** Lines that came from elsewhere, vouched for by a digest; they stand even where this machine lacks the tools. */
  readonly taken: readonly LedgerLine[];
}

export interface StageSummary {
  readonly name: StageName;
  /** Whole milliseconds. */
  readonly ms: number;
  readonly parts: number;
  readonly reused: number;
}

export interface PipelineResult {
  readonly outcomes: Partial<Outcomes>;
  readonly stages: readonly StageSummary[];
  /** What each part that was looked at left, in order. */
  readonly lines: readonly LedgerLine[];
  /** Parts of the stage that was run alone, which were not wanted. */
  readonly left: readonly string[];
  /** `published`: the gate found this release public and verified, so nothing else was run. */
  readonly ended: 'whole' | 'published';
}

/**
 * Runs a release to its end or to its first failure, which is thrown (always a `Failure`; unknown errors become
 * `INTERNAL`). An outcome is reused when its part key is equal and everything it points at is in the store.
 */
export const runPipeline = async (request: PipelineRequest): Promise<PipelineResult> => {
  const { ports, journal, report, signal, adopt, alone } = request;
  const until = alone?.stage ?? request.until;
  const stages = request.stages as readonly AnyStage[];
  const ledger = createLedger((await journal.lines()).map(parseLedgerLine));
  const runner = createPartRunner({ ...request, ledger });
  const outcomes: Partial<Record<StageName, unknown>> = {};
  const identities: Partial<Record<StageName, Digest>> = {};
  const summaries: StageSummary[] = [];
  const lines: LedgerLine[] = [];
  let left: readonly string[] = [];
  let adopted: Partial<Outcomes> = {};
  let lastAdopted = -1;

  for (const [index, stage] of stages.entries()) {
    const given = adopted[stage.name];
    if (given === undefined && index < lastAdopted && stage.repeats === 'once') continue;
    const started = ports.clock.now();
    const ms = (): number => Math.max(0, Math.round(ports.clock.now() - started));
    try {
      signal.throwIfAborted();
      const reused = new Set<string>();
      let parts: readonly string[] = [];
      let outcome = given;
      if (outcome === undefined) {
        const input = inputOf(stage, outcomes);
        const all = stage.parts(input, request.settings[stage.name]);
        parts = wantedOf(stage, all, input);
        left = all.filter((part) => !parts.includes(part));
        report({ type: 'stage-started', stage: stage.name, parts: parts.length });
        outcome = await runStage(stage, parts, input, identities, reused);
      } else {
        report({ type: 'stage-started', stage: stage.name, parts: 0 });
        await mend(stage, outcome);
      }
      // Some parts are not the outcome of a stage.
      if (left.length === 0) outcomes[stage.name] = outcome;
      identities[stage.name] = digestOf(stage.identity?.(outcome) ?? outcome);
      const summary = { name: stage.name, ms: ms(), parts: parts.length, reused: reused.size };
      summaries.push(summary);
      report({
        type: 'stage-finished',
        stage: stage.name,
        said: given === undefined ? stage.says(outcome) : ADOPTED,
        ms: summary.ms,
        parts: summary.parts,
        reused: summary.reused,
      });
      for (const finding of findingsOf(outcome)) report({ type: 'finding', stage: stage.name, finding });
      if (stage.name === 'gate') {
        const gate = outcome as GateOutcome;
        if (gate.state === 'published') return ended('published');
        adopted =
          gate.state === 'sealed'
            ? ((await adopt?.(gate, runner.doors('gate', 'adopt', ['forge', 'store']))) ?? {})
            : {};
        lastAdopted = stages.findLastIndex(({ name }) => adopted[name] !== undefined);
      }
    } catch (error) {
      const failure = failureOf(error, `the stage ${stage.name}`);
      report({ type: 'stage-failed', stage: stage.name, failure, ms: ms() });
      for (const finding of failure.findings) report({ type: 'finding', stage: stage.name, finding });
      throw failure;
    }
    if (stage.name === until) break;
  }
  return ended('whole');

  function ended(how: PipelineResult['ended']): PipelineResult {
    return { outcomes: outcomes as Partial<Outcomes>, stages: summaries, lines, left, ended: how };
  }

  async function mend(stage: AnyStage, outcome: Outcomes[StageName]): Promise<void> {
    if (stage.mend === undefined) return;
    const { name, needs } = stage;
    const doors = runner.doors(name, MENDING, needs);
    await stage.mend(outcome, inputOf(stage, outcomes), doors, request.settings[name], {
      doing: (doing) => report({ type: 'progress', stage: name, part: MENDING, doing }),
    });
  }

  function waitsOf(stage: AnyStage, part: string, input: Outcomes): readonly string[] {
    return stage.waits?.(part, request.settings[stage.name], input) ?? [];
  }

  function wantedOf(stage: AnyStage, all: readonly string[], input: Outcomes): readonly string[] {
    const wants = stage.name === alone?.stage ? alone.wants : undefined;
    return wants === undefined ? all : withWaits(all, wants, (part) => waitsOf(stage, part, input));
  }

  async function runStage(
    stage: AnyStage,
    parts: readonly string[],
    input: Outcomes,
    reads: Readonly<Partial<Record<StageName, Digest>>>,
    reused: Set<string>,
  ): Promise<Outcomes[StageName]> {
    // Asked once a part: who schedules asks again whenever one ends.
    const asked = new Map(parts.map((part) => [part, waitsOf(stage, part, input)]));
    const waits = (part: string): readonly string[] => asked.get(part) ?? [];
    const done = await runParts<PartResult>({
      parts,
      waits,
      delegates: (part) => stage.delegates?.(part, request.settings[stage.name], input) ?? false,
      jobs: request.jobs,
      signal,
      run: async (part, earlier) => {
        const waited = new Map(waits(part).flatMap((other) => [[other, earlier.get(other)] as const]));
        const result = await runner.run(stage, part, input, reads, waited);
        if (result.reused) reused.add(part);
        return result;
      },
    });
    lines.push(...[...done.values()].map(({ line }) => line));
    return stage.join(new Map([...done].map(([part, { outcome }]) => [part, outcome])));
  }
};

/** What the stage reads, and nothing else. */
const inputOf = (stage: AnyStage, outcomes: Readonly<Partial<Record<StageName, unknown>>>): Outcomes => {
  const missing = stage.reads.filter((name) => outcomes[name] === undefined);
  if (missing.length > 0)
    throw new Failure('INTERNAL', `${stage.name} reads ${missing.join(', ')}, which nothing has left`, {
      remedy: 'please report it with the command that you ran',
    });
  return Object.freeze(
    Object.fromEntries(stage.reads.map((name) => [name, outcomes[name]])),
  ) as unknown as Outcomes;
};

/** What a stage noticed: the gate, and those that look at what is not ours. */
const findingsOf = (outcome: Outcomes[StageName]): readonly Finding[] =>
  'findings' in outcome ? (outcome.findings ?? []) : [];

/** What the work of a stage is called whose outcome was adopted. */
const MENDING = 'what was sealed';

/** What is said of a stage that had nothing to do, because the release is taken up from its seal. */
const ADOPTED = 'as the sealed list in the draft says';
