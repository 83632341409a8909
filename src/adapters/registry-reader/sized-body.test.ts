import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { isSentElsewhere, sizedBody } from './sized-body.ts';

/** Says what came, and with which headers; does not read for `?slow` milliseconds. */
const server = createServer((question, answer) => {
  const slow = Number(new URL(question.url ?? '', 'http://here').searchParams.get('slow'));
  if (question.url === '/elsewhere') {
    answer.writeHead(307, { location: '/' }).end();
    return;
  }
  let size = 0;
  setTimeout(() => question.on('data', (part: Uint8Array) => (size += part.length)), slow);
  question.on('end', () =>
    answer.end(
      JSON.stringify([
        size,
        question.headers['content-length'],
        question.headers['transfer-encoding'] ?? 'whole',
      ]),
    ),
  );
});
let url = '';
beforeAll(
  () =>
    new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', () => {
        url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
        resolve();
      });
    }),
);
afterAll(() => void server.close());

const send = (length: number, bytes: () => AsyncIterable<Uint8Array>, query = ''): Promise<Response> =>
  fetch(`${url}${query}`, { method: 'PUT', ...sizedBody(length, bytes) });

describe('a body that is streamed with a length', () => {
  it.each([0, 1, 300_000])('of %i bytes is sent with it and in one piece', async (length) => {
    const answer = await send(length, async function* () {
      for (let at = 0; at < length; at += 65_536) yield new Uint8Array(Math.min(65_536, length - at));
    });
    expect(await answer.json()).toEqual([length, `${length}`, 'whole']);
  });

  it('that ends too early is not taken for whole', async () => {
    await expect(
      send(10, async function* () {
        yield new Uint8Array(9);
      }),
    ).rejects.toThrow('fetch failed');
  });

  it('fails with what its source fails with', async () => {
    const cause = new Error('the disk is gone');
    const failing = send(10, async function* () {
      yield new Uint8Array(5);
      throw cause;
    });
    await expect(failing).rejects.toMatchObject({ cause });
  });

  it('is not sent elsewhere', async () => {
    const failing = send(
      3,
      async function* () {
        yield new Uint8Array(3);
      },
      'elsewhere',
    );
    const failed: unknown = await failing.then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(isSentElsewhere(failed)).toBe(true);
    expect(isSentElsewhere(new TypeError('fetch failed'))).toBe(false);
  });

  it('is not read faster than it is taken', async () => {
    const piece = 1 << 20;
    const pieces = 64;
    let pulled = 0;
    const sending = send(
      piece * pieces,
      async function* () {
        for (; pulled < pieces; pulled += 1) yield new Uint8Array(piece);
      },
      '?slow=300',
    );
    await new Promise((resolve) => void setTimeout(resolve, 200));
    expect(pulled).toBeLessThan(pieces / 2);
    expect((await sending).ok).toBe(true);
  });
});
