// Attempts at one question until there is an answer, with rests between them that double, or that the registry asks for.
import { setTimeout as pause } from 'node:timers/promises';

import { Failure } from '../../domain/failure.ts';
import { shownUrl } from './address.ts';
import type { Answered, Exchange } from './exchange.ts';
import type { Reason } from './reason.ts';
import { readRefusal, refusalFailure } from './refusal.ts';
import { retryAfter } from './retry-after.ts';
import { type Attempt, type Connection, send } from './send.ts';

export interface Persistence {
  readonly attempts: number;
  /** Milliseconds before the second attempt; doubled for each further one. */
  readonly backoff: number;
  /** The longest `Retry-After` that is waited for, in milliseconds. */
  readonly patience: number;
}

/**
 * An answer of any status but those that say "not now". Fails with `REGISTRY_UNREACHABLE`, `REGISTRY_NOT_ENCRYPTED`,
 * `REGISTRY_BUSY` (408, 429, 502 to 504), `REGISTRY_REFUSED` (500), `REDIRECT_REFUSED`, and the reason of the signal.
 */
export const insist = async (connection: Connection & Persistence, attempt: Attempt): Promise<Answered> => {
  const { exchange, url } = attempt;
  const { attempts, backoff, patience } = connection;
  for (let made = 1; ; made += 1) {
    connection.signal?.throwIfAborted();
    const outcome = await send(connection, attempt);
    const last = !exchange.repeatable || made >= attempts;
    const doubled = Math.min(LONGEST_REST, backoff * 2 ** (made - 1));
    if ('text' in outcome) {
      if (last || !outcome.again) throw unreachable(exchange, url, outcome, made);
      await rest(doubled, connection.signal);
      continue;
    }
    if (!NOT_NOW.has(outcome.status)) return outcome;
    if (last) {
      const code = outcome.status === 500 ? 'REGISTRY_REFUSED' : 'REGISTRY_BUSY';
      throw refusalFailure(exchange, outcome.url, await readRefusal(outcome), code);
    }
    const asked = retryAfter(outcome.header('retry-after'), outcome.header('date')) ?? 0;
    await outcome.dismiss();
    await rest(Math.max(doubled, Math.min(patience, asked)), connection.signal);
  }
};

/** How a user allows a host to be asked in plain text. */
export const NAME_PLAIN =
  'Name the host in `push.plainHttp` or with --plain-http if it is to be asked without encryption.';

const LONGEST_REST = 30_000;
const NOT_NOW: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

/** Waits, unless whoever asks has given up: then it fails with the signal's reason. */
export const rest = async (milliseconds: number, signal: AbortSignal | undefined): Promise<void> => {
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
  const tried = attempts > 1 ? ` in ${attempts} attempts` : '';
  return new Failure('REGISTRY_UNREACHABLE', `${what} got no answer${tried}: ${reason.text}`, {
    remedy:
      reason.remedy ?? 'Check the name of the registry and the network, then run the same command again.',
  });
};
