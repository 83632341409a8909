// Questions carried by `fetch`.
import type { Carry } from './carry.ts';
import { refused } from './redirect.ts';
import { isSentElsewhere, sizedBody } from './sized-body.ts';

/** Fails with `REDIRECT_REFUSED` for a stream that is sent elsewhere, and as `fetch` does. */
export const carryFetch =
  (fetch: typeof globalThis.fetch): Carry =>
  async (url, { method, headers, body, signal }) => {
    const sent =
      body === undefined
        ? {}
        : body instanceof Uint8Array
          ? { body: body as Uint8Array<ArrayBuffer> }
          : sizedBody(body.length, body.bytes);
    try {
      const response = await fetch(url, { method, headers, redirect: 'manual', signal, ...sent });
      return {
        status: response.status,
        header: (name) => response.headers.get(name) ?? undefined,
        ...(response.body === null ? {} : { body: chunksOf(response.body) }),
        leave: async () => response.body?.cancel(),
      };
    } catch (error) {
      if (isSentElsewhere(error)) throw refused(url, `it sends a ${method} elsewhere`);
      throw error;
    }
  };

async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncIterable<Uint8Array> {
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}
