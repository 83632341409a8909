// A streamed body whose length is told: `fetch` sends plain streams in chunks without a length, which registries refuse.

/** What `fetch` is given beside method and headers. */
export interface SizedBody {
  readonly body: Blob;
  readonly redirect: 'error';
  readonly window: null;
}

/**
 * A body that is sent with `length` as its Content-Length and pulled from `bytes` as the connection takes it. `fetch`
 * asks a Blob for its size and its stream, whatever is behind them (Fetch standard, "extract a body"). The request fails
 * where fewer bytes come; more must not come. What `bytes` throws is the cause of what `fetch` throws.
 *
 * A body that may be sent twice, to a redirect or after a window's authentication dialog, is kept whole in memory; hence
 * the two settings (Fetch standard, "HTTP-network-or-cache fetch").
 */
export const sizedBody = (length: number, bytes: () => AsyncIterable<Uint8Array>): SizedBody => ({
  body: new StreamedBlob(length, bytes),
  redirect: 'error',
  window: null,
});

/** Whether it is for a redirect that `fetch` has failed, as it does with such a body. */
export const isSentElsewhere = (error: unknown): boolean =>
  error instanceof TypeError && error.cause instanceof Error && error.cause.message === 'unexpected redirect';

/** A class because `fetch` knows a Blob by its class. */
class StreamedBlob extends Blob {
  readonly #bytes: () => AsyncIterable<Uint8Array>;

  constructor(length: number, bytes: () => AsyncIterable<Uint8Array>) {
    super([]);
    this.#bytes = bytes;
    Object.defineProperty(this, 'size', { value: length });
  }

  override stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    const source = this.#bytes()[Symbol.asyncIterator]();
    return new ReadableStream(
      {
        pull: async (controller) => {
          const next = await source.next();
          if (next.done === true) controller.close();
          else controller.enqueue(next.value as Uint8Array<ArrayBuffer>);
        },
        cancel: async () => void (await source.return?.()),
      },
      // Nothing is read ahead.
      { highWaterMark: 0 },
    );
  }
}
