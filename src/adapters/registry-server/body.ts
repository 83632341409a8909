// What a request brings: left where it is by whoever stops reading, so that the answer still reaches the sender.
import type { IncomingMessage } from 'node:http';

/** The bytes as they come; fails where the sender breaks off. */
export const bodyOf = (request: IncomingMessage): AsyncIterable<Uint8Array> => ({
  [Symbol.asyncIterator]: () => request.iterator({ destroyOnReturn: false }) as AsyncIterator<Uint8Array>,
});
