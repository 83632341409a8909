// Questions carried over Node's own connections, which are kept for the next question (RFC 9112): half the work of `fetch`
// for what is small, and a quarter of the pieces of what is large.
import * as http from 'node:http';
import type * as https from 'node:https';
import { pipeline, type Readable } from 'node:stream';

import type { Carried, Carry, Question, SizedStream } from './carry.ts';
import { awaitHead, READ_INTO_BLOCKS, takenBody } from './taken-body.ts';

/** Fails with what connections fail with, with what the body to send fails with, and where the signal is given. */
export const carryHttp: Carry = async (url, question) => {
  const { method, headers, body, signal, large } = question;
  const { request, Agent } = url.protocol === 'https:' ? await (encrypted ??= import('node:https')) : http;
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const asked = request({
      protocol: url.protocol,
      hostname: url.hostname.replace(/^\[(.*)\]$/, '$1'),
      port: url.port,
      path: `${url.pathname}${url.search}`,
      method,
      agent: agentOf(Agent, large),
      headers: body === undefined ? headers : { ...headers, 'content-length': String(body.length) },
    });
    const stop = (): void => void asked.destroy();
    signal.addEventListener('abort', stop, { once: true });
    asked.once('close', () => signal.removeEventListener('abort', stop));
    if (large && method === 'GET') asked.once('socket', awaitHead);
    let answered = false;
    asked.once('response', (response) => {
      answered = true;
      carriedOf(asked, response, question).then(resolve, reject);
    });
    // What goes wrong after the answer has come, its reader sees.
    asked.on('error', reject);
    if (body === undefined || body instanceof Uint8Array) asked.end(body);
    else
      sendAll(asked, body, () => answered).catch((error: unknown) => {
        reject(error);
        asked.destroy();
      });
  });
};

let encrypted: Promise<typeof https> | undefined;

type AgentClass = typeof http.Agent;

const agents = new Map<AgentClass, Map<boolean, http.Agent>>();

const agentOf = (Agent: AgentClass, large: boolean): http.Agent => {
  const ofClass = agents.get(Agent) ?? new Map<boolean, http.Agent>();
  agents.set(Agent, ofClass);
  // What Node's connections take, and its types do not know of agents.
  const options = { keepAlive: true, ...(large ? { onread: READ_INTO_BLOCKS } : {}) };
  const agent = ofClass.get(large) ?? new Agent(options);
  ofClass.set(large, agent);
  return agent;
};

/** Pulled as the connection takes it; no more is, once the answer has come. */
const sendAll = async (
  asked: http.ClientRequest,
  { length, bytes }: SizedStream,
  isAnswered: () => boolean,
): Promise<void> => {
  let sent = 0;
  for await (const chunk of bytes()) {
    sent += chunk.length;
    if (sent > length) throw new TypeError('there is more than was said');
    await new Promise<void>((resolve, reject) => {
      asked.write(chunk, (error) => (error instanceof Error && !isAnswered() ? reject(error) : resolve()));
    });
    if (isAnswered()) return;
  }
  if (sent !== length) throw new TypeError('there is less than was said');
  asked.end();
};

const carriedOf = async (
  asked: http.ClientRequest,
  response: http.IncomingMessage,
  { method, lent = false }: Question,
): Promise<Carried> => {
  const header = (name: string): string | undefined =>
    response.headersDistinct[name.toLowerCase()]?.join(', ');
  const { statusCode: status = 0 } = response;
  // Whoever reads it sees what breaks it; whoever has left does not care.
  response.on('error', () => undefined);
  /** A connection on which the question did not go out whole is good for no other. */
  const end = (): void => void (asked.writableFinished || asked.destroy());
  if (method === 'HEAD' || status === 204 || status === 304) {
    response.resume();
    end();
    return { status, header, leave: async () => undefined };
  }
  const taken = packing(header('content-encoding')) === undefined ? takenBody(response, lent) : undefined;
  const body = taken ?? piecesOf(await decoded(response, header('content-encoding')));
  const chunks = async function* (): AsyncIterable<Uint8Array> {
    try {
      yield* body;
    } finally {
      if (response.complete) end();
      else asked.destroy();
    }
  };
  const leave = async (): Promise<void> => {
    end();
    if (taken !== undefined) asked.destroy();
    // What is short comes to its end by itself, and the connection is kept; whatever does not is cut.
    const late = setTimeout(() => asked.destroy(), header('content-length') === '0' ? 1000 : 100).unref();
    response.once('close', () => clearTimeout(late));
    response.resume();
  };
  return { status, header, body: chunks(), leave };
};

/** What a stream gives, as iterating over it would: that takes longer to begin than most answers take. */
async function* piecesOf(body: Readable): AsyncIterable<Uint8Array> {
  let wake = (): void => undefined;
  for (const event of ['readable', 'end', 'close']) body.on(event, () => wake());
  for (;;) {
    const piece = body.read() as Uint8Array | null;
    if (piece !== null) yield piece;
    else if (body.readableEnded) return;
    else if (body.destroyed) throw body.errored ?? new Error('the connection was cut');
    else await new Promise<void>((resolve) => (wake = resolve));
  }
}

/** What is sent packed although it was asked for as it is: proxies do so. */
const decoded = async (response: http.IncomingMessage, encoding: string | undefined): Promise<Readable> => {
  const name = packing(encoding);
  if (name === undefined) return response;
  const { createBrotliDecompress, createUnzip } = await import('node:zlib');
  // What breaks off breaks it off, too.
  return pipeline(response, name === 'br' ? createBrotliDecompress() : createUnzip(), () => undefined);
};

/** How it is packed, where it can be unpacked; several on top of each other nobody sends. */
const packing = (encoding = 'identity'): string | undefined =>
  ['gzip', 'x-gzip', 'deflate', 'br'].find((name) => name === encoding.trim().toLowerCase());
