// How questions are carried over Node's own connections: what arrives is what was sent, and nothing hangs or leaks.
import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createPlain } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';

import { afterEach, describe, expect, it } from 'vitest';

import { carryHttp } from './carry-http.ts';
import type { Carried, Question } from './carry.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

const serve = async (
  answer: (asked: IncomingMessage, response: ServerResponse) => void,
): Promise<{ readonly url: URL; readonly connections: () => number }> => {
  let connections = 0;
  const server = createServer(answer).on('connection', () => (connections += 1));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: new URL(`http://127.0.0.1:${port}/x?y=%20z`), connections: () => connections };
};

/** An answer that begins and never ends. */
const serveForEver = async (): Promise<{ readonly url: URL; readonly closed: Promise<string> }> => {
  const { promise: closed, resolve } = Promise.withResolvers<string>();
  const { url } = await serve((_, response) => {
    response.once('close', () => resolve('closed')).write('and so on');
  });
  return { url, closed };
};

const question = (more: Partial<Question> = {}): Question => ({
  method: 'GET',
  headers: {},
  large: false,
  signal: new AbortController().signal,
  ...more,
});

const hashOf = async (bytes: AsyncIterable<Uint8Array> | undefined): Promise<string> => {
  const hash = createHash('sha256');
  // Slower than the server, so that what has come waits.
  for await (const chunk of bytes ?? []) {
    await new Promise((resolve) => void setImmediate(resolve));
    hash.update(chunk);
  }
  return hash.digest('hex');
};

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const textOf = async ({ body }: Carried): Promise<string> =>
  Buffer.concat(await partsOf(body ?? [])).toString();
const partsOf = async (bytes: AsyncIterable<Uint8Array> | []): Promise<readonly Uint8Array[]> => {
  const parts: Uint8Array[] = [];
  for await (const part of bytes) parts.push(part);
  return parts;
};

describe('what is large', () => {
  const contents = Array.from({ length: 4 }, () => randomBytes(3_000_001));

  it.each([
    { name: 'of known length', chunked: false },
    { name: 'in chunks', chunked: true },
  ])('arrives as it was sent, several at a time, $name', async ({ chunked }) => {
    const { url } = await serve((asked, response) => {
      const content = contents[Number(asked.headers['x-which'])] ?? randomBytes(1);
      if (!chunked) response.setHeader('content-length', content.length);
      for (let at = 0; at < content.length; at += 99_991) response.write(content.subarray(at, at + 99_991));
      response.end();
    });
    const read = async (which: number): Promise<string> => {
      const headers = { 'x-which': String(which) };
      return hashOf((await carryHttp(url, question({ large: true, headers }))).body);
    };
    const hashes = await Promise.all([0, 1, 2, 3, 0, 1].map(read));
    expect(hashes).toEqual([0, 1, 2, 3, 0, 1].map((which) => sha256(contents[which] ?? randomBytes(1))));
  });

  it('goes out with its length, pulled as the connection takes it', async () => {
    const { url } = await serve((asked, response) => {
      void hashOf(asked).then((hash) => response.end(`${asked.headers['content-length']} ${hash}`));
    });
    const bytes = async function* (): AsyncIterable<Uint8Array> {
      yield* contents;
    };
    const body = { length: 4 * 3_000_001, bytes };
    const carried = await carryHttp(url, question({ method: 'PUT', large: true, body }));
    expect(await textOf(carried)).toBe(`12000004 ${sha256(Buffer.concat(contents))}`);
  });

  it.each([
    { name: 'fewer bytes than were said', length: 4 * 3_000_001 + 1, says: 'less' },
    { name: 'more bytes than were said', length: 3_000_001, says: 'more' },
  ])('fails with $name', async ({ length, says }) => {
    const { url } = await serve((asked) => void asked.resume());
    const bytes = async function* (): AsyncIterable<Uint8Array> {
      yield* contents;
    };
    const asked = carryHttp(url, question({ method: 'PUT', large: true, body: { length, bytes } }));
    await expect(asked).rejects.toThrow(says);
  });

  it('is pulled no further once the registry has refused it', async () => {
    const { url } = await serve((_, response) => {
      response.writeHead(413, { connection: 'close' }).end('too large');
    });
    let pulled = 0;
    const bytes = async function* (): AsyncIterable<Uint8Array> {
      for (; pulled < 1000; pulled += 1) yield contents[0] ?? randomBytes(1);
    };
    const body = { length: 1000 * 3_000_001, bytes };
    const ended = await carryHttp(url, question({ method: 'PUT', large: true, body })).catch(
      (error: unknown) => error as NodeJS.ErrnoException,
    );
    // Whether its answer comes through before the connection is cut is up to the system.
    expect([413, 'ECONNRESET', 'EPIPE']).toContain('status' in ended ? ended.status : ended.code);
    expect(pulled).toBeLessThan(100);
  });
});

describe('an answer', () => {
  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ] as const)('that is packed all the same is unpacked: %s', async (encoding, pack) => {
    const { url } = await serve((_, response) =>
      response.writeHead(200, { 'content-encoding': encoding }).end(pack('what was meant')),
    );
    expect(await textOf(await carryHttp(url, question()))).toBe('what was meant');
  });

  it('that breaks off within what is packed fails', async () => {
    const { url } = await serve((_, response) => {
      response
        .writeHead(200, { 'content-encoding': 'gzip' })
        .write(gzipSync(randomBytes(90_000)).subarray(0, 50_000));
      setTimeout(() => response.destroy(), 20);
    });
    await expect(textOf(await carryHttp(url, question()))).rejects.toThrow();
  });

  it('is told with its path, its status and its headers as they came', async () => {
    const { url } = await serve((asked, response) => {
      response.setHeader('x-asked', `${asked.method} ${asked.url}`);
      response.setHeader('link', ['<a>; rel=next', '<b>; rel=prev']);
      response.writeHead(307, { location: '/elsewhere' }).end();
    });
    const { status, header, leave } = await carryHttp(url, question());
    await leave();
    expect([status, header('location'), header('X-Asked'), header('link'), header('etag')]).toEqual([
      307,
      '/elsewhere',
      'GET /x?y=%20z',
      '<a>; rel=next, <b>; rel=prev',
      undefined,
    ]);
  });

  it('that is left or read leaves its connection to the next question', async () => {
    const { url, connections } = await serve((_, response) => response.end('short'));
    for (let at = 0; at < 4; at += 1) {
      const carried = await carryHttp(url, question({ method: at === 3 ? 'HEAD' : 'GET' }));
      if (at % 2 === 0) await textOf(carried);
      else await carried.leave();
      await new Promise((resolve) => void setTimeout(resolve, 20));
    }
    expect(connections()).toBe(1);
  });

  it('that never ends is cut when it is left', async () => {
    const { url, closed } = await serveForEver();
    await (await carryHttp(url, question())).leave();
    expect(await closed).toBe('closed');
  });

  it('that whoever reads it breaks off is cut', async () => {
    const { url, closed } = await serveForEver();
    const { body } = await carryHttp(url, question());
    for await (const _ of body ?? []) break;
    expect(await closed).toBe('closed');
  });

  it('that does not come ends with the signal, before its head and within its body', async () => {
    const { url } = await serve((asked, response) => {
      if (asked.headers['x-which'] === 'body') response.write('some');
    });
    for (const which of ['head', 'body']) {
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 30);
      const asked = carryHttp(url, question({ headers: { 'x-which': which }, signal: controller.signal }));
      await expect(asked.then(textOf)).rejects.toMatchObject({ code: 'ECONNRESET' });
    }
  });

  it('of a server that speaks something else is none', async () => {
    const server = createPlain((socket) => socket.end('220 mail ready\r\n'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const asked = carryHttp(new URL(`http://127.0.0.1:${port}/`), question());
    await expect(asked).rejects.toMatchObject({ code: expect.stringMatching(/^HPE_/) });
    server.close();
  });
});
