// One question to a registry and its answer, as readers and writers put it (OCI distribution-spec 1.1). Whoever answers
// adds authorization, retries, follows redirects; whoever asks says what may be repeated.

/** What a token must allow (distribution, "Token scope"). */
export interface Scope {
  /** The repository's name without its host. */
  readonly name: string;
  readonly actions: 'pull' | 'pull,push';
}

export interface Exchange {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the registry's root, beginning `/v2/`; or absolute, as the registry gave it: an upload's place, a next page. */
  readonly url: string;
  /** All that the question needs; a mount needs its source's, too. */
  readonly scopes: readonly Scope[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Called anew for every attempt. `bytes` are sent with their length, streams with the length that is said. */
  readonly body?: () =>
    Uint8Array | { readonly length: number; readonly bytes: () => AsyncIterable<Uint8Array> };
  /**
   * Whether another attempt may follow when no answer came or the registry was busy (429, 503, 5xx, a cut
   * connection). What is addressed by digest may; the start of an upload may; a piece of an upload may not.
   */
  readonly repeatable: boolean;
  /** Whether the answer will be large; only how it is carried depends on it. */
  readonly large?: boolean;
  /** Whether pieces of its body may be written over once the second one after them is asked for. */
  readonly lent?: boolean;
}

export interface Answered {
  readonly status: number;
  readonly header: (name: string) => string | undefined;
  /** The URL that answered at last, after redirects; what is relative in its headers is relative to it. */
  readonly url: string;
  /** What it says without what must not be repeated: the token that it was asked with. */
  readonly sayable?: (text: string) => string;
  /** The body as it comes; fails with `REGISTRY_UNREACHABLE` where the connection breaks. Read once, or `dismiss`ed. */
  readonly body: () => AsyncIterable<Uint8Array>;
  /** The whole body; fails with `REGISTRY_ANSWER_INVALID` as soon as it is longer than `limit` bytes. */
  readonly bytes: (limit: number) => Promise<Uint8Array>;
  /** Frees the connection of an answer whose body is not wanted. */
  readonly dismiss: () => Promise<void>;
}

/** One registry, asked. Any status is an answer but those that authorization, retries and redirects are for. */
export type Ask = (exchange: Exchange) => Promise<Answered>;

/** Where a repository is asked: its registry, and its name there without a host. */
export interface RegistryAddress {
  /** Scheme, host and port, without a path: `https://ghcr.io`. */
  readonly origin: string;
  /** `acme/widget` */
  readonly name: string;
}

/** The address of a repository (`ghcr.io/acme/widget`); a stand-in answers at another one than its host says. */
export type Locate = (repository: string) => RegistryAddress;
