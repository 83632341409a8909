// Registries, asked: authorization, bounded retries and a limit of questions at once around one attempt after another
// (OCI distribution-spec 1.1; RFC 9110).
import { lookup } from 'node:dns/promises';
import { setTimeout as pause } from 'node:timers/promises';

import { Failure } from '../../domain/failure.ts';
import { isLoopback, shownUrl } from './address.ts';
import type { Credentials } from './credentials.ts';
import type { Answered, Ask, Exchange } from './exchange.ts';
import type { Reason } from './reason.ts';
import { demandPlace, type LookUp } from './redirect.ts';
import { readRefusal, refusalFailure } from './refusal.ts';
import { retryAfter } from './retry-after.ts';
import { type Connection, send } from './send.ts';
import { createSlots } from './slots.ts';

export interface AskOptions {
  /** Who asks; nobody unless given. */
  readonly credentials?: Credentials;
  /** Hosts (with their port) that may be asked without encryption, beside those of this machine. */
  readonly plainHttp?: readonly string[];
  readonly signal?: AbortSignal;
  readonly fetch?: typeof globalThis.fetch;
  readonly lookUp?: LookUp;
  /** Milliseconds in which nothing moves, after which an attempt is given up; 60,000. */
  readonly idle?: number;
  /** 5. */
  readonly attempts?: number;
  /** Milliseconds before the second attempt, doubled for each further one up to 30,000; 250. */
  readonly backoff?: number;
  /** The longest `Retry-After` that is waited for, in milliseconds; 60,000. */
  readonly patience?: number;
  /** Reads of one registry at once, and as many writes; 6. */
  readonly parallel?: number;
}

/**
 * Asks registries, each by its origin; all questions to one share tokens and the limit. Beside an answer there is
 * `REGISTRY_UNREACHABLE` (no answer), `REGISTRY_BUSY` (429, 408, 502 to 504 in every attempt), `REGISTRY_REFUSED` (500
 * in every attempt), `REGISTRY_UNAUTHORIZED` (401 or 403), `REGISTRY_NOT_ENCRYPTED`, `REDIRECT_REFUSED`,
 * `REGISTRY_ANSWER_INVALID`, what credentials fail with, and the reason of the signal.
 */
export const createAsk = (options: AskOptions = {}): ((origin: string) => Ask) => {
  const registries = new Map<string, Ask>();
  return (origin) => {
    const known = registries.get(origin);
    if (known !== undefined) return known;
    const made = askRegistry(new URL(origin), options);
    registries.set(origin, made);
    return made;
  };
};

const askRegistry = (registry: URL, options: AskOptions): Ask => {
  const { signal, plainHttp = [], parallel = 6 } = options;
  if (registry.protocol !== 'https:' && !isLoopback(registry.host) && !plainHttp.includes(registry.host))
    throw notEncrypted(registry);
  const connection: Connection = {
    fetch: options.fetch ?? globalThis.fetch,
    lookUp: options.lookUp ?? addressesOf,
    idle: options.idle ?? 60_000,
    signal,
  };
  const [reads, writes] = [createSlots(parallel), createSlots(parallel)];
  return async (exchange) => {
    const url = new URL(exchange.url, registry);
    await demandPlace(url, { from: registry, registry, lookUp: connection.lookUp });
    const free = await (exchange.method === 'GET' ? reads : writes)(signal);
    try {
      // Only what is read holds its slot to the end: the answers to all others are small.
      const ended = exchange.method === 'GET' ? free : () => {};
      const answered = await insist(connection, registry, exchange, url, options, ended);
      if (exchange.method !== 'GET') free();
      return answered;
    } catch (error) {
      free();
      throw error;
    }
  };
};

const insist = async (
  connection: Connection,
  registry: URL,
  exchange: Exchange,
  url: URL,
  { attempts = 5, backoff = 250, patience = 60_000 }: AskOptions,
  ended: () => void,
): Promise<Answered> => {
  for (let attempt = 1; ; attempt += 1) {
    connection.signal?.throwIfAborted();
    const outcome = await send(connection, { exchange, url, registry, authorization: undefined, ended });
    const last = !exchange.repeatable || attempt >= attempts;
    const doubled = Math.min(30_000, backoff * 2 ** (attempt - 1));
    if ('text' in outcome) {
      if (last || !outcome.again) throw unreachable(exchange, url, outcome, attempt);
      await rest(doubled, connection.signal);
      continue;
    }
    if (!TRANSIENT.has(outcome.status)) return outcome;
    if (last) {
      const code = outcome.status === 500 ? 'REGISTRY_REFUSED' : 'REGISTRY_BUSY';
      throw refusalFailure(exchange, outcome.url, await readRefusal(outcome), code);
    }
    await outcome.dismiss();
    const asked = retryAfter(outcome.header('retry-after'), outcome.header('date')) ?? 0;
    await rest(Math.max(doubled, Math.min(patience, asked)), connection.signal);
  }
};

const TRANSIENT: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

const rest = async (milliseconds: number, signal: AbortSignal | undefined): Promise<void> => {
  try {
    await pause(milliseconds, undefined, signal === undefined ? {} : { signal });
  } catch {
    signal?.throwIfAborted();
  }
};

const unreachable = ({ method }: Exchange, url: URL, reason: Reason, attempts: number): Failure => {
  const what = `${method} ${shownUrl(url)}`;
  if (reason.plain === true)
    return new Failure('REGISTRY_NOT_ENCRYPTED', `${what}: ${reason.text}`, { remedy: NAME_PLAIN });
  return new Failure(
    'REGISTRY_UNREACHABLE',
    `${what} got no answer${attempts > 1 ? ` in ${attempts} attempts` : ''}: ${reason.text}`,
    {
      remedy:
        reason.remedy ?? 'Check the name of the registry and the network, then run the same command again.',
    },
  );
};

const notEncrypted = (registry: URL): Failure =>
  new Failure('REGISTRY_NOT_ENCRYPTED', `${shownUrl(registry)} is not encrypted`, { remedy: NAME_PLAIN });

const NAME_PLAIN =
  'Name the host in `push.plainHttp` or with --plain-http if it is to be asked without encryption.';

const addressesOf: LookUp = async (host) => (await lookup(host, { all: true })).map(({ address }) => address);
