// One question to a Sigstore service over HTTP: bounded in time, size and attempts, and never telling the token.
import { setTimeout as pause } from 'node:timers/promises';

import { Failure } from '../../domain/failure.ts';
import { redacted, type Secret } from '../../domain/secret.ts';

export interface Connection {
  readonly fetch: typeof globalThis.fetch;
  /** Milliseconds for one attempt. Rekor v2 answers with the next checkpoint and asks for 20 s. */
  readonly timeout: number;
  readonly attempts: number;
  /** Milliseconds before the second attempt; doubled for each further one. */
  readonly backoff: number;
  readonly signal: AbortSignal | undefined;
}

export interface Question {
  /** `Fulcio`, for messages. */
  readonly service: string;
  readonly url: string;
  readonly type: string;
  readonly body: string | Uint8Array<ArrayBuffer>;
  /** What the body holds and no message may repeat. */
  readonly secret?: Secret;
}

/** Bytes; no answer of these services comes near. */
const MAX_ANSWER = 1024 * 1024;

/**
 * The answer's bytes. Fails with `SIGSTORE_UNREACHABLE` (no answer, or only faults, in all attempts),
 * `SIGSTORE_REFUSED` (an answer that another attempt will not change) or `SIGSTORE_ANSWER_INVALID` (too large).
 */
export const post = async (connection: Connection, question: Question): Promise<Uint8Array> => {
  let problem = 'no attempt was made';
  for (let attempt = 0; attempt < connection.attempts; attempt += 1) {
    if (attempt > 0) await rest(connection, connection.backoff * 2 ** (attempt - 1));
    connection.signal?.throwIfAborted();
    const answer = await once(connection, question);
    if (typeof answer !== 'string') return answer;
    problem = answer;
  }
  throw new Failure(
    'SIGSTORE_UNREACHABLE',
    `${question.service} at ${question.url} gave no answer: ${problem}`,
    {
      remedy: 'run the same command again; everything made so far is kept',
      at: question.url,
    },
  );
};

/** Parses an answer as JSON. Fails with `SIGSTORE_ANSWER_INVALID`. */
export const json = (service: string, bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw invalid(service, 'it is not JSON');
  }
};

/** The failure of an answer that is not what the service promises. */
export const invalid = (service: string, why: string): Failure =>
  new Failure('SIGSTORE_ANSWER_INVALID', `${service} gave an answer that cannot be used: ${why}`, {
    remedy: 'check that the signing configuration names the right services',
  });

// The bytes, or in a few words why another attempt may help.
const once = async (connection: Connection, question: Question): Promise<Uint8Array | string> => {
  const late = AbortSignal.timeout(connection.timeout);
  const signal = connection.signal === undefined ? late : AbortSignal.any([late, connection.signal]);
  try {
    const response = await connection.fetch(question.url, {
      method: 'POST',
      headers: { 'content-type': question.type },
      body: question.body,
      // A token goes where the configuration says and nowhere else.
      redirect: 'error',
      signal,
    });
    const bytes = await bounded(question.service, response);
    if (response.ok) return bytes;
    const said = `${response.status} ${sayable(bytes, question.secret)}`.trim();
    if (response.status >= 500 || response.status === 408 || response.status === 429) return said;
    throw new Failure('SIGSTORE_REFUSED', `${question.service} refused: ${said}`, {
      remedy: 'check the permissions of the run and the audience of its identity token',
      at: question.url,
    });
  } catch (error) {
    if (error instanceof Failure) throw error;
    connection.signal?.throwIfAborted();
    // No cause: what lies below may quote the request.
    return late.aborted ? `nothing within ${connection.timeout} ms` : 'the connection failed';
  }
};

const bounded = async (service: string, response: Response): Promise<Uint8Array> => {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.length;
    if (size > MAX_ANSWER) throw invalid(service, 'it is larger than 1 MiB');
    parts.push(part);
  }
  return new Uint8Array(Buffer.concat(parts));
};

// What the service says about a refusal, short and harmless on a terminal.
const sayable = (bytes: Uint8Array, secret: Secret | undefined): string => {
  const text = new TextDecoder().decode(bytes);
  const told = secret === undefined ? text : redacted(text, secret);
  return told.replaceAll(/[^\x20-\x7e]+/g, ' ').slice(0, 300);
};

const rest = async (connection: Connection, milliseconds: number): Promise<void> => {
  try {
    await pause(
      milliseconds,
      undefined,
      connection.signal === undefined ? {} : { signal: connection.signal },
    );
  } catch {
    connection.signal?.throwIfAborted();
  }
};
