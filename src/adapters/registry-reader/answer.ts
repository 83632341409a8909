// An answer of a registry, whose body is read once and within bounds.
import { Failure } from '../../domain/failure.ts';
import type { Secret } from '../../domain/secret.ts';
import { shownUrl } from './address.ts';
import { without } from './authorization.ts';
import type { Carried } from './carry.ts';
import type { Answered } from './exchange.ts';
import { reasonOf } from './reason.ts';
import type { Watch } from './watch.ts';

export interface AnswerOptions {
  readonly watch: Watch;
  /** The signal of whoever asked. */
  readonly signal: AbortSignal | undefined;
  /** `GET https://registry.example/v2/`, for messages. */
  readonly what: string;
  /** What no message may repeat. */
  readonly hides: readonly Secret[];
}

/** What a response says; `url` is the one that answered. */
export const answerOf = (carried: Carried, url: URL, options: AnswerOptions): Answered => {
  let state: 'whole' | 'taken' = 'whole';
  // Nothing will come: there is nothing to watch.
  if (carried.body === undefined) options.watch.end();
  const body = async function* (): AsyncIterable<Uint8Array> {
    if (state === 'taken') throw new TypeError('the body of an answer is read once');
    state = 'taken';
    const chunks = carried.body?.[Symbol.asyncIterator]();
    if (chunks === undefined) return;
    let whole = false;
    try {
      for (;;) {
        options.watch.touch();
        const next = await chunks.next();
        if (next.done === true) break;
        // Whoever reads may take their time.
        options.watch.rest();
        yield next.value;
      }
      whole = true;
    } catch (error) {
      options.signal?.throwIfAborted();
      throw new Failure(
        'REGISTRY_UNREACHABLE',
        `${options.what}: the answer broke off: ${reasonOf(error, options.watch).text}`,
        {
          remedy: 'Run the same command again; what is complete is kept.',
        },
      );
    } finally {
      if (!whole) options.watch.abort();
      options.watch.end();
    }
  };
  return {
    status: carried.status,
    header: carried.header,
    url: url.href,
    sayable: (text) => without(text, options.hides),
    body,
    bytes: async (limit) => {
      const parts: Uint8Array[] = [];
      let size = 0;
      for await (const part of body()) {
        size += part.length;
        if (size > limit)
          throw new Failure(
            'REGISTRY_ANSWER_INVALID',
            `${options.what}: the answer is larger than ${limit} bytes`,
            {
              remedy: `Look at what ${shownUrl(new URL(url.origin))} serves: no registry needs that much.`,
            },
          );
        parts.push(part);
      }
      return new Uint8Array(Buffer.concat(parts));
    },
    dismiss: async () => {
      if (state === 'taken') return;
      state = 'taken';
      options.watch.end();
      try {
        await carried.leave();
      } catch {
        // It had broken off already.
      }
    },
  };
};

/** The same answer, which `free`s something as soon as nothing more of its body will be read. */
export const holding = (answered: Answered, free: () => void): Answered => ({
  ...answered,
  body: async function* () {
    try {
      yield* answered.body();
    } finally {
      free();
    }
  },
  bytes: (limit) => answered.bytes(limit).finally(free),
  dismiss: () => answered.dismiss().finally(free),
});
