// The order of the parts of one stage: as many at a time as there are jobs, none before those it waits for, and first
// what others wait for, so that a stage does not end with one long chain and nothing beside it.
import { Failure } from '../domain/failure.ts';

export interface PartsRequest<Done> {
  readonly parts: readonly string[];
  readonly waits: (part: string) => readonly string[];
  /** Whether another program does most of the part's work. */
  readonly delegates?: (part: string) => boolean;
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
  const { parts, delegates = () => false, jobs, signal, run } = request;
  const waiting = new Set(byUrgency(parts, request.waits));
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
  /** Of two kinds the one of which fewer run: while another program works, this one presses and hashes. */
  const next = (ready: readonly string[]): string | undefined => {
    const left = ready.filter((part) => waiting.has(part));
    const away = [...running.keys()].filter(delegates).length;
    const own = running.size - away;
    if (running.size >= Math.max(1, jobs)) return undefined;
    return (own === away ? undefined : left.find((part) => delegates(part) === own > away)) ?? left[0];
  };
  for (;;) {
    const stopped = failures.length > 0 || signal.aborted;
    const ready = stopped
      ? []
      : [...waiting].filter((part) => request.waits(part).every((other) => done.has(other)));
    for (let part = next(ready); part !== undefined; part = next(ready)) begin(part);
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

/**
 * First the parts for which most others wait, however far; among equals first those that waited themselves, for what
 * ends a chain is mostly work of our own and goes beside programs that still run; otherwise in the order of `parts`.
 */
const byUrgency = (parts: readonly string[], waits: PartsRequest<unknown>['waits']): readonly string[] => {
  const known = new Set(parts);
  const waitedFor = new Map<string, number>();
  const waited = new Set<string>();
  for (const part of parts) {
    const reached = new Set<string>();
    const reach = (other: string): void => {
      if (!known.has(other) || other === part || reached.has(other)) return;
      reached.add(other);
      waits(other).forEach(reach);
    };
    waits(part).forEach(reach);
    for (const other of reached) waitedFor.set(other, (waitedFor.get(other) ?? 0) + 1);
    if (reached.size > 0) waited.add(part);
  }
  const countOf = (part: string): number => waitedFor.get(part) ?? 0;
  const rank = (part: string): number => (waited.has(part) ? 0 : 1);
  return parts.toSorted((a, b) => countOf(b) - countOf(a) || rank(a) - rank(b));
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
