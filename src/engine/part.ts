// Runs one part of a stage: looks it up in the ledger, else does it, and writes down what it left.
import type { Descriptor } from '../domain/descriptor.ts';
import type { Digest } from '../domain/digest.ts';
import { Failure } from '../domain/failure.ts';
import type { Outcomes } from '../domain/outcome/index.ts';
import { STAGE_NAMES, type StageName } from '../domain/stage-name.ts';
import { canonicalJson } from '../formats/canonical-json.ts';
import { parseOutcome } from '../formats/outcome/index.ts';
import type { Door, Ports } from '../ports/index.ts';
import { descriptorsIn, isWhole } from './closure.ts';
import { failureOf } from './failures.ts';
import { digestOf, partKey } from './keys.ts';
import { agree, formatLedgerLine, OUTCOME_MEDIA_TYPE, type Ledger, type LedgerLine } from './ledger.ts';
import { observed, type Watch } from './observe.ts';
import type { PipelineRequest } from './run.ts';
import { grant, type Bench, type Doors, type Stage } from './stage.ts';

/** A stage whose names were forgotten: the engine hands it what `pipeline` has checked. */
export type AnyStage = Stage<StageName, StageName, Door>;
type Outcome = Outcomes[StageName];

export interface PartResult {
  readonly outcome: Outcome;
  readonly content: Descriptor;
  readonly line: LedgerLine;
  readonly reused: boolean;
}

export interface PartRunner {
  /** Watched doors for a piece of work outside the stages. */
  readonly doors: <D extends Door>(stage: StageName, part: string, needs: readonly D[]) => Doors<D>;
  readonly run: (
    stage: AnyStage,
    part: string,
    input: Outcomes,
    reads: Readonly<Partial<Record<StageName, Digest>>>,
    earlier: ReadonlyMap<string, PartResult | undefined>,
  ) => Promise<PartResult>;
}

/**
 * Stages that run project code, and so the project's tools. Where their outcomes are taken those tools need not be,
 * so the key is not computed again.
 */
const MADE_ELSEWHERE: ReadonlySet<StageName> = new Set<StageName>(['build', 'package']);

export const createPartRunner = (request: PipelineRequest & { readonly ledger: Ledger }): PartRunner => {
  const { settings, ports, report, releaseId, signal, observer, host, ledger, alone } = request;
  const now = ports.clock.now;
  // Hashing a blob once a run is enough; what is missing may come.
  const seen = new Set<Digest>();
  const has = async (digest: Digest): Promise<boolean> => {
    if (!seen.has(digest) && (await request.store.has(digest))) seen.add(digest);
    return seen.has(digest);
  };
  const attempt = ledger.attempts + 1;
  /** Stages before the one that is run alone are never made here; their outcomes come from elsewhere. */
  const isEarlier = (stage: StageName): boolean =>
    alone !== undefined && STAGE_NAMES.indexOf(stage) < STAGE_NAMES.indexOf(alone.stage);
  const takenOf = (stage: StageName, part: string): readonly LedgerLine[] =>
    MADE_ELSEWHERE.has(stage)
      ? (alone?.taken.filter((line) => line.stage === stage && line.part === part) ?? [])
      : [];

  const watchOf = (stage: StageName, part: string): Watch => ({
    stage,
    part,
    report,
    observer,
    signal,
    now,
    counts: new Map(),
  });

  const run: PartRunner['run'] = async (stage, part, input, allReads, earlier) => {
    const started = now();
    const watch = watchOf(stage.name, part);
    const store = observed(request.store, 'outcomes', watch);
    const journal = observed(request.journal, 'ledger', watch);
    const doors = watchedDoors(ports, stage.needs, watch);
    report({ type: 'part-started', stage: stage.name, part });
    try {
      const vouched = await reuse(stage.name, takenOf(stage.name, part));
      if (vouched !== undefined) return finish(vouched, true);
      const key = partKey({
        release: releaseId,
        stage: stage.name,
        part,
        revision: stage.revision,
        reads: Object.fromEntries(stage.reads.map((name) => [name, allReads[name]])),
        earlier: Object.fromEntries(
          [...earlier].flatMap(([name, done]) => (done ? [[name, done.content.digest]] : [])),
        ),
        settings: digestOf(settings[stage.name]),
        tools: (await stage.hashes?.(part, input, doors, settings[stage.name])) ?? [],
      });
      const lines = ledger.find(key);
      const known = await reuse(stage.name, lines);
      const before = isEarlier(stage.name);
      if (known !== undefined && (stage.repeats === 'once' || before)) return finish(known, true);
      if (before && stage.name !== 'gate') throw notTaken(stage.name, part);
      const outcome = await stage.run(part, input, doors, settings[stage.name], benchOf(known));
      const bytes = canonicalJson(outcome);
      // What is handed on is exactly what would be read back from the ledger.
      const parsed = parseOutcome(stage.name, bytes);
      const content = await store.write(bytes, OUTCOME_MEDIA_TYPE);
      if (known !== undefined) return finish({ outcome: parsed, content, line: known.line }, false);
      const line: LedgerLine = {
        key,
        stage: stage.name,
        part,
        outcome: { mediaType: OUTCOME_MEDIA_TYPE, digest: content.digest, size: content.size },
        attempt,
        host,
        started: Math.round(started),
        ended: Math.round(now()),
      };
      for (const other of lines) agree(other, line);
      await journal.append(formatLedgerLine(line));
      return finish({ outcome: parsed, content, line }, false);
    } catch (error) {
      const failure = failureOf(error, `the stage ${stage.name}, part ${part}`);
      report({ type: 'part-failed', stage: stage.name, part, failure });
      throw failure;
    }

    function finish(done: Omit<PartResult, 'reused'>, reused: boolean): PartResult {
      report({ type: 'part-finished', stage: stage.name, part, ms: Math.round(now() - started), reused });
      return { ...done, reused };
    }

    function benchOf(known: { readonly outcome: Outcome } | undefined): Bench<StageName> {
      return {
        earlier: new Map(
          [...earlier].flatMap(([name, done]) => (done ? [[name, done.outcome] as const] : [])),
        ),
        doing: (doing) => report({ type: 'progress', stage: stage.name, part, doing }),
        output: (line) => report({ type: 'output', stage: stage.name, part, line }),
        ...(known === undefined ? {} : { before: known.outcome }),
      };
    }
  };

  /** The outcome of the first line that is in the store with all that it points at. */
  const reuse = async (
    stage: StageName,
    lines: readonly LedgerLine[],
  ): Promise<Omit<PartResult, 'reused'> | undefined> => {
    for (const line of lines) {
      const { outcome: content } = line;
      if (!(await has(content.digest))) continue;
      const outcome = parseOutcome(stage, await request.store.bytes(content));
      if (await isWhole(descriptorsIn(outcome), { has })) return { outcome, content, line };
    }
    return undefined;
  };

  return { run, doors: (stage, part, needs) => watchedDoors(ports, needs, watchOf(stage, part)) };
};

const notTaken = (stage: StageName, part: string): Failure =>
  new Failure('OUTCOME_MISSING', `${stage} of ${part} has no outcome here, and it comes before this stage`, {
    remedy: 'take it with --take DIR@sha256:…, or run that stage in the same store first',
  });

const watchedDoors = <D extends Door>(ports: Ports, needs: readonly D[], watch: Watch): Doors<D> =>
  grant(
    { ...ports, ...Object.fromEntries(needs.map((door) => [door, observed(ports[door], door, watch)])) },
    needs,
  );
