// SHA-256 of a stream on its way to somewhere else.
import { createHash } from 'node:crypto';

import type { Digest } from '../domain/digest.ts';

export interface HashedStream {
  /** The same bytes, once. */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** The digest of all of them; a `TypeError` before the stream has ended. */
  readonly digest: () => Digest;
}

/** Passes a stream on and hashes what passes. */
export const hashedStream = (source: AsyncIterable<Uint8Array>): HashedStream => {
  let digest: Digest | undefined;
  const bytes = async function* (): AsyncIterable<Uint8Array> {
    const hash = createHash('sha256');
    for await (const chunk of source) {
      hash.update(chunk);
      yield chunk;
    }
    digest = `sha256:${hash.digest('hex')}`;
  };
  return {
    bytes: bytes(),
    digest: () => {
      if (digest === undefined) throw new TypeError('the stream has not ended');
      return digest;
    },
  };
};
