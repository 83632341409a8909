// An answer of a registry, whose body is read once and within bounds.
import { Failure } from '../../domain/failure.ts';
import { shownUrl } from './address.ts';
import type { Answered } from './exchange.ts';
import { reasonOf } from './reason.ts';
import type { Watch } from './watch.ts';

export interface AnswerOptions {
  readonly watch: Watch;
  /** The signal of whoever asked. */
  readonly signal: AbortSignal | undefined;
  /** `GET https://registry.example/v2/`, for messages. */
  readonly what: string;
  /** Called once, when nothing more of the body will be read. */
  readonly ended: () => void;
}

/** What a response says; `url` is the one that answered. */
export const answerOf = (response: Response, url: URL, options: AnswerOptions): Answered => {
  let state: 'whole' | 'taken' = 'whole';
  const end = (): void => {
    options.watch.end();
    options.ended();
  };
  // Nothing will come: there is nothing to watch.
  if (response.body === null) end();
  const body = async function* (): AsyncIterable<Uint8Array> {
    if (state === 'taken') throw new TypeError('the body of an answer is read once');
    state = 'taken';
    const reader = response.body?.getReader();
    if (reader === undefined) return;
    let whole = false;
    try {
      for (;;) {
        options.watch.touch();
        const { done, value } = await reader.read();
        if (done) break;
        // Whoever reads may take their time.
        options.watch.rest();
        yield value;
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
      end();
    }
  };
  return {
    status: response.status,
    header: (name) => response.headers.get(name) ?? undefined,
    url: url.href,
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
      return parts.length === 1 && parts[0] !== undefined ? parts[0] : new Uint8Array(Buffer.concat(parts));
    },
    dismiss: async () => {
      if (state === 'taken') return;
      state = 'taken';
      end();
      try {
        await response.body?.cancel();
      } catch {
        // It had broken off already.
      }
    },
  };
};
