// What carries one question to a registry and brings its answer: HTTP/1.1 over Node's own connections, and `fetch` behind
// proxies, which only it knows.
import { carryFetch } from './carry-fetch.ts';
import { isProxied, readAuthorities } from './network.ts';

export interface Question {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Bytes are sent as they are, streams with the length that is said; the question fails with what a stream fails with. */
  readonly body?: Uint8Array | SizedStream;
  /** Whether much is sent, or comes back. */
  readonly large: boolean;
  /** Whether pieces of the body may be written over once the second one after them is asked for. */
  readonly lent?: boolean;
  readonly signal: AbortSignal;
}

export interface SizedStream {
  readonly length: number;
  readonly bytes: () => AsyncIterable<Uint8Array>;
}

/** An answer, of which only the head has come; no redirect was followed. */
export interface Carried {
  readonly status: number;
  readonly header: (name: string) => string | undefined;
  /** Read once; what is left of it early is left for good. Absent where none will come. */
  readonly body?: AsyncIterable<Uint8Array>;
  /** Lets go of a body that is not read. */
  readonly leave: () => Promise<void>;
}

export type Carry = (url: URL, question: Question) => Promise<Carried>;

/** As the environment has it. */
export const carryOut: Carry = async (url, question) => {
  if (url.protocol === 'https:') readAuthorities();
  if (isProxied()) return carryFetch(globalThis.fetch)(url, question);
  // Importing again costs as much as asking.
  direct ??= import('./carry-http.ts');
  return (await direct).carryHttp(url, question);
};

let direct: Promise<{ readonly carryHttp: Carry }> | undefined;
