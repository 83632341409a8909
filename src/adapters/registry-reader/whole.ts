// Small answers, whole: an answer that breaks off is asked for again, since reading changes nothing.
import { Failure } from '../../domain/failure.ts';
import { shownUrl } from './address.ts';
import type { Answered, Ask, Exchange } from './exchange.ts';
import { readRefusal, type Refusal } from './refusal.ts';

export interface Whole extends Pick<Answered, 'header' | 'url'> {
  readonly status: 200;
  readonly bytes: Uint8Array;
}

/** The most times that one answer is asked for. */
const ATTEMPTS = 3;

/**
 * The body of a 200, at most `limit` bytes; any other status as the refusal that it is. Fails with `tooLarge`
 * (`REGISTRY_ANSWER_INVALID` unless given), and as asking does.
 */
export const askWhole = async (
  ask: Ask,
  exchange: Exchange,
  limit: number,
  tooLarge: (url: URL) => Failure = answerTooLarge(limit),
): Promise<Whole | Refusal> => {
  for (let attempt = 1; ; attempt += 1) {
    const answered = await ask(exchange);
    try {
      if (answered.status !== 200) return await readRefusal(answered);
      const bytes = await readUpTo(answered, limit);
      if (bytes === undefined) throw tooLarge(new URL(answered.url));
      return { status: 200, bytes, header: answered.header, url: answered.url };
    } catch (error) {
      const broken = error instanceof Failure && error.code === 'REGISTRY_UNREACHABLE';
      if (!broken || attempt === ATTEMPTS) throw error;
    }
  }
};

const answerTooLarge =
  (limit: number) =>
  (url: URL): Failure =>
    new Failure('REGISTRY_ANSWER_INVALID', `GET ${shownUrl(url)}: the answer is larger than ${limit} bytes`, {
      remedy: 'Ask whoever runs the registry.',
    });

/** `undefined` as soon as there are more bytes; the connection is then left. */
const readUpTo = async (answered: Answered, limit: number): Promise<Uint8Array | undefined> => {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of answered.body()) {
    size += part.length;
    if (size > limit) return undefined;
    parts.push(part);
  }
  return new Uint8Array(Buffer.concat(parts));
};
