// How registries are reached: the bounds of every attempt, and which of them may be asked without encryption.
import { lookup } from 'node:dns/promises';

import { Failure } from '../../domain/failure.ts';
import { isLoopback, shownUrl } from './address.ts';
import { carryFetch } from './carry-fetch.ts';
import { carryOut } from './carry.ts';
import { NAME_PLAIN, type Persistence } from './insist.ts';
import type { LookUp } from './redirect.ts';
import type { Connection } from './send.ts';

export interface ConnectionOptions {
  /** Hosts (with their port) that may be asked without encryption, beside those of this machine. */
  readonly plainHttp?: readonly string[];
  readonly signal?: AbortSignal;
  /** What carries questions in place of Node's own connections. */
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
}

/** With what is not given filled in. */
export const connectionOf = (options: ConnectionOptions): Connection & Persistence => ({
  carry: options.fetch === undefined ? carryOut : carryFetch(options.fetch),
  lookUp: options.lookUp ?? addressesOf,
  idle: options.idle ?? 60_000,
  signal: options.signal,
  attempts: options.attempts ?? 5,
  backoff: options.backoff ?? 250,
  patience: options.patience ?? 60_000,
});

/** That a registry is asked with encryption, or may be asked without. Fails with `REGISTRY_NOT_ENCRYPTED`. */
export const demandEncryption = (registry: URL, plainHttp: readonly string[] = []): void => {
  if (registry.protocol === 'https:' || isLoopback(registry.host) || plainHttp.includes(registry.host))
    return;
  throw new Failure('REGISTRY_NOT_ENCRYPTED', `${shownUrl(registry)} is not encrypted`, {
    remedy: NAME_PLAIN,
  });
};

const addressesOf: LookUp = async (host) => (await lookup(host, { all: true })).map(({ address }) => address);
