// Between a client and a registry, on loopback: passes on what is asked, and makes chosen questions fail as networks and
// busy registries do, before or after they have had their effect.
import { createServer, type IncomingMessage, request as ask, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { isWriting, type Kind, kindOfQuestion } from './questions.ts';

export const FATES = [
  'cut before',
  'cut within',
  'cut after',
  'half an answer',
  'hang before',
  'hang after',
  '429',
  '500',
  '503',
] as const;
export type Fate = (typeof FATES)[number];

export interface Fault {
  readonly kind: Kind;
  /** From the n-th question of its kind on, from 1. */
  readonly n: number;
  readonly fate: Fate;
  /** Whether all further ones of the kind fail, too. */
  readonly lasting: boolean;
}

export interface FaultProxy {
  /** `127.0.0.1:41234` */
  readonly host: string;
  /** Counts from nothing again, and makes these fail from now on; with `pieces` no blob is taken whole any more. */
  readonly arm: (faults: readonly Fault[], options?: { readonly pieces?: boolean }) => void;
  /** How many of each kind were asked since. */
  readonly counted: () => ReadonlyMap<Kind, number>;
  /** Questions that were made to fail since. */
  readonly failed: () => number;
  readonly close: () => Promise<void>;
}

export interface FaultProxyOptions {
  /** Host and port of the registry. */
  readonly upstream: () => string;
  /** After the effect of every question that writes, before whoever asked is told. */
  readonly written?: () => Promise<void>;
}

export const startFaultProxy = async ({ upstream, written }: FaultProxyOptions): Promise<FaultProxy> => {
  let faults: readonly Fault[] = [];
  let failed = 0;
  let pieces = false;
  const counts = new Map<Kind, number>();
  const fateOf = (kind: Kind): Fate | undefined => {
    const n = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, n);
    return faults.find((one) => one.kind === kind && (one.lasting ? n >= one.n : n === one.n))?.fate;
  };
  const server = createServer({ requestTimeout: 0 }, (question, response) => {
    const { method = '', url = '' } = question;
    const kind = kindOfQuestion(method, url);
    if (pieces && kind === 'PUT upload' && question.headers['content-length'] !== '0')
      return void refuse(405, question, response).catch(() => response.destroy());
    const fate = kind === undefined ? undefined : fateOf(kind);
    if (fate !== undefined) failed += 1;
    const after = isWriting(method) ? written : undefined;
    meet(fate, question, response, { upstream: upstream(), after, self: host }).catch(() =>
      response.destroy(),
    );
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    arm: (next, options = {}) => {
      faults = next;
      pieces = options.pieces ?? false;
      failed = 0;
      counts.clear();
    },
    counted: () => new Map(counts),
    failed: () => failed,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

interface Way {
  readonly upstream: string;
  readonly self: string;
  readonly after: (() => Promise<void>) | undefined;
}

const meet = async (
  fate: Fate | undefined,
  question: IncomingMessage,
  response: ServerResponse,
  way: Way,
): Promise<void> => {
  const cut = (): void => void question.socket.destroy();
  if (fate === 'cut before') return cut();
  // Whoever asked gives up; until then nothing moves.
  if (fate === 'hang before') return void question.resume();
  if (fate === '429' || fate === '500' || fate === '503') return refuse(Number(fate), question, response);
  if (fate === 'cut within') {
    await sendHalf(question, way);
    return cut();
  }
  const { status, headers, body } = await passOn(question, way);
  await way.after?.();
  if (fate === 'cut after') return cut();
  if (fate === 'hang after') return;
  response.writeHead(status, headers);
  if (fate !== 'half an answer' || body.length === 0) {
    response.end(body);
    if (fate === 'half an answer') cut();
    return;
  }
  response.write(body.subarray(0, Math.floor(body.length / 2)), cut);
};

const refuse = async (status: number, question: IncomingMessage, response: ServerResponse): Promise<void> => {
  await bodyOf(question);
  response.writeHead(status, status === 500 ? {} : { 'retry-after': '1' });
  response.end();
};

interface Passed {
  readonly status: number;
  readonly headers: Record<string, string | string[]>;
  readonly body: Buffer;
}

const passOn = async (question: IncomingMessage, way: Way): Promise<Passed> => {
  const body = await bodyOf(question);
  return new Promise((resolve, reject) => {
    const onward = ask({ ...place(question, way), agent: false }, (answer) => {
      bodyOf(answer).then(
        (bytes) =>
          resolve({ status: answer.statusCode ?? 502, headers: headersOf(answer, way), body: bytes }),
        reject,
      );
    });
    onward.once('error', reject);
    onward.end(body);
  });
};

/** Lets the registry see the beginning of a body, and then nobody. */
const sendHalf = async (question: IncomingMessage, way: Way): Promise<void> => {
  const body = await bodyOf(question);
  await new Promise<void>((resolve) => {
    const onward = ask({ ...place(question, way), agent: false });
    onward.once('error', () => resolve());
    onward.once('response', () => resolve());
    onward.flushHeaders();
    onward.write(body.subarray(0, Math.floor(body.length / 2)), () => setTimeout(() => onward.destroy(), 20));
    onward.once('close', () => resolve());
  });
};

const place = ({ method, url: path, headers }: IncomingMessage, { upstream }: Way) => {
  const [hostname = '', port = ''] = upstream.split(':');
  return { hostname, port, method, path, headers };
};

/** What the registry says of itself is said of this place, so that tokens are asked here, too. */
const headersOf = ({ headers }: IncomingMessage, { upstream, self }: Way): Passed['headers'] => {
  const given: Passed['headers'] = {};
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) given[name] = value;
  delete given['transfer-encoding'];
  const challenge = given['www-authenticate'];
  if (typeof challenge === 'string') given['www-authenticate'] = challenge.replaceAll(upstream, self);
  return given;
};

const bodyOf = async (message: IncomingMessage): Promise<Buffer> => {
  const parts: Buffer[] = [];
  for await (const part of message as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts);
};
