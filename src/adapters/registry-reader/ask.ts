// Registries, asked: authorization, bounded retries and a limit of questions at once around one attempt after another
// (OCI distribution-spec 1.1; RFC 9110).
import { holding } from './answer.ts';
import type { Authorization } from './authorization.ts';
import { type Authority, createAuthority } from './authority.ts';
import { ANONYMOUS, type Credentials } from './credentials.ts';
import { connectionOf, type ConnectionOptions, demandEncryption } from './connection.ts';
import type { Answered, Ask, Exchange } from './exchange.ts';
import { insist } from './insist.ts';
import { credentialHost } from './locate.ts';
import { demandPlace } from './redirect.ts';
import { readRefusal, refusalFailure } from './refusal.ts';
import { createSlots } from './slots.ts';

export interface AskOptions extends ConnectionOptions {
  /** Who asks; nobody unless given. */
  readonly credentials?: Credentials;
  /** Milliseconds since any moment. */
  readonly now?: () => number;
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
  const { signal, plainHttp = [], parallel = 6, credentials = ANONYMOUS } = options;
  demandEncryption(registry, plainHttp);
  const connection = connectionOf(options);
  const { lookUp } = connection;
  const authority = createAuthority({
    registry,
    host: credentialHost(registry.origin),
    credentials,
    plainHttp,
    now: options.now ?? (() => performance.now()),
    askRealm: (realm) => async (exchange, about) => {
      await demandPlace(realm, { from: registry, registry, lookUp });
      return insist(connection, {
        exchange,
        url: new URL(exchange.url),
        registry: realm,
        ...about,
      });
    },
  });
  const [reads, writes] = [createSlots(parallel), createSlots(parallel)];
  return async (exchange) => {
    const url = new URL(exchange.url, registry);
    await demandPlace(url, { from: registry, registry, lookUp });
    // Only what is read holds its slot to the end: the answers to all others are small.
    const reading = exchange.method === 'GET';
    const free = await (reading ? reads : writes)(signal);
    try {
      const answered = await authorized(authority, registry, exchange, (authorization) =>
        insist(connection, {
          exchange,
          url,
          registry,
          ...(authorization === undefined ? { hides: [] } : { authorization, hides: authorization.hides }),
        }),
      );
      if (reading) return holding(answered, free);
      free();
      return answered;
    } catch (error) {
      free();
      throw error;
    }
  };
};

/** The most times that one question is asked with other papers: without, with a token, with a wider one, a newer one. */
const ROUNDS = 4;

const authorized = async (
  authority: Authority,
  registry: URL,
  exchange: Exchange,
  ask: (authorization: Authorization | undefined) => Promise<Answered>,
): Promise<Answered> => {
  for (let round = 1; ; round += 1) {
    const pass = await authority.pass(exchange.scopes);
    const answered = await ask(pass.authorization);
    if (answered.status !== 401 && answered.status !== 403) return answered;
    const challenge = answered.header('www-authenticate');
    const refusal = await readRefusal(answered);
    const asks = answered.status === 401 && new URL(answered.url).origin === registry.origin;
    if (!asks || round === ROUNDS || !(await authority.learn(challenge, exchange.scopes, pass)))
      throw refusalFailure(exchange, answered.url, refusal, 'REGISTRY_UNAUTHORIZED');
  }
};
