// Every door that a part holds is watched: outside calls are numbered, told, and may be made to fail.
import type { CallSite, Report } from '../domain/event.ts';
import type { StageName } from '../domain/stage-name.ts';

/** May throw to make a call fail, before or after it has had its effect. */
export interface Observer {
  readonly before?: (site: CallSite) => void;
  readonly after?: (site: CallSite) => void;
}

export interface Watch {
  readonly stage: StageName;
  readonly part: string;
  readonly report: Report;
  readonly observer: Observer;
  /** Once aborted no call begins, and no stream goes on, but `close` is still let through. */
  readonly signal: AbortSignal;
  /** Milliseconds. */
  readonly now: () => number;
  /** How often each method was called by this part; one map for all doors of a part. */
  readonly counts: Map<string, number>;
}

type Method = (...args: readonly unknown[]) => unknown;

/**
 * The same door, watched. A call is numbered when it is made; a promise has had its effect when it is
 * fulfilled, a stream when it has ended. What a call answers is watched too when it is a door itself
 * (its methods are called `draft.list`, say).
 */
export const observed = <Port extends object>(port: Port, door: string, watch: Watch): Port =>
  watched(port, door, '', watch) as Port;

/** Doors that answer at once and reach nothing outside. */
const SILENT: ReadonlySet<string> = new Set(['clock']);

const watched = (port: object, door: string, prefix: string, watch: Watch): object =>
  SILENT.has(door)
    ? port
    : Object.freeze(
        Object.fromEntries(
          Object.entries(port).map(([name, value]: [string, unknown]) => [
            name,
            isMethod(value) ? watchedMethod(value, door, `${prefix}${name}`, watch) : value,
          ]),
        ),
      );

const watchedMethod =
  (call: Method, door: string, method: string, watch: Watch): Method =>
  (...args) => {
    const { stage, part, report, observer, signal, now } = watch;
    if (!method.endsWith('close')) signal.throwIfAborted();
    const site: CallSite = { stage, part, door, method, n: count(watch.counts, `${door}.${method}`) };
    const started = now();
    observer.before?.(site);
    report({ type: 'call-started', site });
    const finished = (): void => {
      observer.after?.(site);
      report({ type: 'call-finished', site, ms: now() - started });
    };
    const answer = call(...args);
    if (isStream(answer)) return watchedStream(answer, finished, signal);
    return Promise.resolve(answer).then((value: unknown) => {
      finished();
      return isDoor(value) ? watched(value, door, `${method}.`, watch) : value;
    });
  };

async function* watchedStream(
  stream: AsyncIterable<unknown>,
  finished: () => void,
  signal: AbortSignal,
): AsyncGenerator {
  for await (const chunk of stream) {
    signal.throwIfAborted();
    yield chunk;
  }
  finished();
}

const count = (counts: Map<string, number>, name: string): number => {
  const n = (counts.get(name) ?? 0) + 1;
  counts.set(name, n);
  return n;
};

const isMethod = (value: unknown): value is Method => typeof value === 'function';

const isStream = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;

const isDoor = (value: unknown): value is object =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !ArrayBuffer.isView(value) &&
  Object.values(value).some((member) => typeof member === 'function');
