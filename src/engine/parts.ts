// The order of the parts of one stage: as many at a time as there are jobs, none before those it waits for.
import { Failure } from '../domain/failure.ts';

export interface PartsRequest<Done> {
  readonly parts: readonly string[];
  readonly waits: (part: string) => readonly string[];
  /** How many may run at the same time, at least one. */
  readonly jobs: number;
  /** Once aborted no part begins. */
  readonly signal: AbortSignal;
  readonly run: (part: string, done: ReadonlyMap<string, Done>) => Promise<Done>;
}

/**
 * Runs every part and answers what each left, in the order of `parts`. After a failure no part begins,
 * those that run are let to their end, and the first failure is thrown. Parts that wait for one another or
 * for one that is not there fail with `INTERNAL`.
 */
export const runParts = async <Done>(request: PartsRequest<Done>): Promise<ReadonlyMap<string, Done>> => {
  const { parts, jobs, signal, run } = request;
  const waiting = new Set(parts);
  const done = new Map<string, Done>();
  const running = new Map<string, Promise<void>>();
  const failures: unknown[] = [];
  const begin = (part: string): void => {
    waiting.delete(part);
    const ended = run(part, done)
      .then((outcome) => void done.set(part, outcome))
      .catch((error: unknown) => void failures.push(error))
      .finally(() => running.delete(part));
    running.set(part, ended);
  };
  for (;;) {
    const stopped = failures.length > 0 || signal.aborted;
    const ready = stopped
      ? []
      : [...waiting].filter((part) => request.waits(part).every((other) => done.has(other)));
    for (const part of ready.slice(0, Math.max(1, jobs) - running.size)) begin(part);
    if (running.size === 0) break;
    await Promise.race(running.values());
  }
  if (failures.length > 0) throw failures[0];
  signal.throwIfAborted();
  if (waiting.size > 0)
    throw new Failure('INTERNAL', `these parts wait for one another: ${[...waiting].join(', ')}`, {
      remedy: 'please report it with your configuration',
    });
  return new Map(parts.map((part) => [part, done.get(part) as Done]));
};

/** The wanted parts and all that they wait for, however far, in the order of `parts`. */
export const withWaits = (
  parts: readonly string[],
  wants: (part: string) => boolean,
  waits: (part: string) => readonly string[],
): readonly string[] => {
  const wanted = new Set<string>();
  const want = (part: string): void => {
    if (wanted.has(part)) return;
    wanted.add(part);
    waits(part).forEach(want);
  };
  parts.filter(wants).forEach(want);
  return parts.filter((part) => wanted.has(part));
};
