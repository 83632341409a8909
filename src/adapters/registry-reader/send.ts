// One attempt at a question: redirects followed by their rules, every wait bounded, credentials only to the registry's
// own origin.
import { Failure } from '../../domain/failure.ts';
import { reveal, type Secret } from '../../domain/secret.ts';
import { shownUrl } from './address.ts';
import { answerOf } from './answer.ts';
import type { Authorization } from './authorization.ts';
import type { Carry, SizedStream } from './carry.ts';
import type { Answered, Exchange } from './exchange.ts';
import { type Reason, reasonOf } from './reason.ts';
import { isRedirect, type LookUp, MAX_REDIRECTS, redirectTarget, refused } from './redirect.ts';
import { createWatch, type Watch } from './watch.ts';

export interface Connection {
  readonly carry: Carry;
  readonly lookUp: LookUp;
  /** Milliseconds in which nothing may move. */
  readonly idle: number;
  readonly signal: AbortSignal | undefined;
}

export interface Attempt {
  readonly exchange: Exchange;
  readonly url: URL;
  /** The registry's root: `authorization` goes nowhere else. */
  readonly registry: URL;
  readonly authorization?: Authorization;
  /** What stands in the question, and in no message. */
  readonly hides: readonly Secret[];
}

/** An answer, or why there was none. Fails with `REDIRECT_REFUSED`, and with what the body to send fails with. */
export const send = async (connection: Connection, attempt: Attempt): Promise<Answered | Reason> => {
  const { exchange, registry } = attempt;
  let url = attempt.url;
  // Once away from the registry, nothing that is meant for it is said again.
  let home = url.origin === registry.origin;
  for (let hops = 0; ; hops += 1) {
    const answered = await once(connection, attempt, url, home);
    if ('text' in answered || !isRedirect(answered.status)) return answered;
    await answered.dismiss();
    if (exchange.method !== 'GET' && exchange.method !== 'HEAD')
      throw refused(url, `it sends a ${exchange.method} elsewhere`);
    if (hops === MAX_REDIRECTS) throw refused(attempt.url, `it sends its readers on and on`);
    const { lookUp } = connection;
    url = await redirectTarget(answered.header('location'), { from: url, registry, lookUp });
    home &&= url.origin === registry.origin;
  }
};

const once = async (
  { carry, idle, signal }: Connection,
  { exchange, authorization, hides }: Attempt,
  url: URL,
  home: boolean,
): Promise<Answered | Reason> => {
  const watch = createWatch(idle, signal);
  const failed: { from?: Error } = {};
  try {
    const body = exchange.body?.();
    const carried = await carry(url, {
      method: exchange.method,
      headers: headersOf(exchange, body, home ? authorization : undefined, home),
      large: exchange.large ?? (body !== undefined && !(body instanceof Uint8Array)),
      ...(exchange.lent === undefined ? {} : { lent: exchange.lent }),
      signal: watch.signal,
      ...(body === undefined ? {} : { body: watched(body, watch, failed) }),
    });
    watch.touch();
    const what = `${exchange.method} ${shownUrl(url)}`;
    return answerOf(carried, url, { watch, signal, what, hides });
  } catch (error) {
    watch.end();
    signal?.throwIfAborted();
    if (failed.from !== undefined) throw failed.from;
    if (error instanceof Failure) throw error;
    return reasonOf(error, watch);
  }
};

type Body = ReturnType<NonNullable<Exchange['body']>>;

const headersOf = (
  { headers = {} }: Exchange,
  body: Body | undefined,
  authorization: Authorization | undefined,
  home: boolean,
): Record<string, string> => ({
  // Digests are of the bytes as they lie there.
  'accept-encoding': 'identity',
  'user-agent': 'colophon',
  ...(body === undefined ? {} : { 'content-type': 'application/octet-stream' }),
  ...(home ? headers : publicOf(headers)),
  ...(authorization === undefined ? {} : { authorization: reveal(authorization.header) }),
});

/** What any host may know. */
const publicOf = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).filter(([name]) =>
      ['accept', 'range', 'content-range', 'content-type'].includes(name.toLowerCase()),
    ),
  );

const watched = (body: Body, watch: Watch, failed: { from?: Error }): Uint8Array | SizedStream => {
  if (body instanceof Uint8Array) return body;
  const bytes = async function* (): AsyncIterable<Uint8Array> {
    // It is the source that is waited for, which has bounds of its own; then the registry again.
    watch.rest();
    try {
      for await (const chunk of body.bytes()) {
        watch.touch();
        yield chunk;
        watch.rest();
      }
    } catch (error) {
      failed.from = error instanceof Error ? error : new TypeError('no error was thrown', { cause: error });
      throw error;
    }
    watch.touch();
  };
  return { length: body.length, bytes };
};
