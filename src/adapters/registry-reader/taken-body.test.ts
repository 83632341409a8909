// Large bodies taken from their connection beside Node's parser: what arrives is what was sent, however it comes.
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createEncrypted, setDefaultCACertificates } from 'node:tls';

import { afterEach, beforeAll, describe, expect, it } from 'vitest';

import { ownAuthority } from '../../../test/support/own-authority.ts';
import { carryHttp } from './carry-http.ts';
import type { Carried, Question } from './carry.ts';
import { LEAST_TAKEN } from './taken-body.ts';

const CONTENT = randomBytes(LEAST_TAKEN + 1_000_003);
const OK = 'HTTP/1.1 200 OK\r\n';
const HEAD = `${OK}content-length: ${CONTENT.length}\r\nx-said: yes\r\n\r\n`;
const EARLY = 'HTTP/1.1 103 Early Hints\r\nlink: <x>\r\n\r\n';

const { authority, ...own } = ownAuthority(['localhost']);
beforeAll(() => setDefaultCACertificates([authority]));

const servers: Server[] = [];
const connections = new Set<Socket>();
afterEach(() => {
  for (const socket of connections) socket.destroy();
  connections.clear();
  for (const server of servers.splice(0)) server.close();
});

type Answer = (socket: Socket) => void;

/** Answers every question so. */
const serve = async (answer: Answer, encrypted = false): Promise<URL> => {
  const begin = (socket: Socket): void => {
    connections.add(socket);
    socket.on('error', () => undefined).on('data', () => answer(socket));
  };
  const server = encrypted ? createEncrypted(own, begin) : createServer(begin);
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return new URL(`${encrypted ? 'https' : 'http'}://localhost:${(server.address() as AddressInfo).port}/x`);
};

const ask = (url: URL, more: Partial<Question> = {}): Promise<Carried> =>
  carryHttp(url, {
    method: 'GET',
    headers: {},
    large: true,
    signal: new AbortController().signal,
    ...more,
  });

const sha256 = (parts: readonly Uint8Array[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
};

/** Looks at each piece only when the one after it has come, slower than they come. */
const readLate = async ({ body = [] }: Carried | { readonly body?: [] }) => {
  const hash = createHash('sha256');
  const places = new Set<ArrayBufferLike>();
  let last = new Uint8Array();
  for await (const piece of body) {
    await new Promise((resolve) => void setImmediate(resolve));
    hash.update(last);
    last = piece as Uint8Array<ArrayBuffer>;
    places.add(piece.buffer);
  }
  return { hash: hash.update(last).digest('hex'), places: places.size };
};

const inParts =
  (...parts: readonly (string | Uint8Array)[]): Answer =>
  async (socket) => {
    for (const part of parts) {
      socket.write(part);
      await new Promise((resolve) => void setTimeout(resolve, 20));
    }
  };

describe('a large body', () => {
  const chunk = `${CONTENT.length.toString(16)}\r\n`;
  it.each<{ name: string; answer: Answer; encrypted?: boolean; places: number }>([
    { name: 'at once', answer: (socket) => void (socket.write(HEAD), socket.write(CONTENT)), places: 8 },
    {
      name: 'after a part with the head',
      answer: inParts(
        Buffer.concat([Buffer.from(HEAD), CONTENT.subarray(0, 100)]),
        CONTENT.subarray(100, 300),
        CONTENT.subarray(300),
      ),
      places: 8,
    },
    { name: 'encrypted', answer: inParts(HEAD, CONTENT), encrypted: true, places: Infinity },
    {
      name: 'with more behind it than was said',
      answer: inParts(HEAD, Buffer.concat([CONTENT, randomBytes(50)])),
      places: 8,
    },
    {
      name: 'after a head in two parts',
      answer: inParts(HEAD.slice(0, 30), HEAD.slice(30), CONTENT),
      places: Infinity,
    },
    {
      name: 'after another answer that was no last one',
      answer: inParts(`${EARLY}${HEAD}`, CONTENT),
      places: Infinity,
    },
    {
      name: 'of no known length',
      answer: inParts(`${OK}transfer-encoding: chunked\r\n\r\n`, chunk, CONTENT, '\r\n0\r\n\r\n'),
      places: Infinity,
    },
  ])('arrives as it was sent, $name', async ({ answer, encrypted, places }) => {
    const url = await serve(answer, encrypted);
    const lent = await readLate(await ask(url, { lent: true }));
    expect(lent.hash).toBe(sha256([CONTENT]));
    // Pieces that are lent lie in the same few places, but for what came with the head or encrypted.
    expect(lent.places).toBeLessThanOrEqual(places);
    const kept: Uint8Array[] = [];
    for await (const piece of (await ask(url)).body ?? []) kept.push(piece);
    expect(sha256(kept)).toBe(sha256([CONTENT]));
  });

  it('that breaks off fails', async () => {
    const url = await serve((socket) => {
      socket.write(HEAD);
      socket.write(CONTENT.subarray(0, 9_000_000), () => socket.end());
    });
    await expect(readLate(await ask(url))).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it('that stops ends with the signal', async () => {
    const url = await serve(inParts(HEAD, CONTENT.subarray(0, 9_000_000)));
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 100);
    const read = readLate(await ask(url, { signal: controller.signal }));
    await expect(read).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it.each(['left', 'broken off'])('is cut when it is %s, and the next question is answered', async (how) => {
    const url = await serve(inParts(HEAD, CONTENT));
    const carried = await ask(url);
    const closed = Promise.all([...connections].map((socket) => once(socket, 'close')));
    if (how === 'left') await carried.leave();
    else for await (const _ of carried.body ?? []) break;
    await closed;
    expect((await readLate(await ask(url))).hash).toBe(sha256([CONTENT]));
  });

  it('that is refused is an answer like any other, and leaves its connection to the next question', async () => {
    const url = await serve((socket) =>
      socket.write('HTTP/1.1 404 Not Found\r\ncontent-length: 4\r\n\r\nnone'),
    );
    for (let at = 0; at < 2; at += 1) {
      const { status, body } = await ask(url);
      const said: Uint8Array[] = [];
      for await (const piece of body ?? []) said.push(piece);
      expect([status, Buffer.concat(said).toString()]).toEqual([404, 'none']);
      await new Promise((resolve) => void setTimeout(resolve, 20));
    }
    expect(connections.size).toBe(1);
  });
});
