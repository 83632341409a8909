// A store in memory, for tests of stages: the same promises as on disk, and nothing to clean up.
import type { Descriptor } from '../../src/domain/descriptor.ts';
import type { Digest } from '../../src/domain/digest.ts';
import { Failure } from '../../src/domain/failure.ts';
import { sha256 } from '../../src/formats/sha256.ts';
import type { Store } from '../../src/ports/store.ts';

/** An empty store; `texts` answers what it holds as text, by digest. */
export const createMemoryStore = (): Store & { readonly text: (content: Descriptor) => string } => {
  const blobs = new Map<Digest, Uint8Array>();
  const blob = ({ digest }: Descriptor): Uint8Array => {
    const bytes = blobs.get(digest);
    if (bytes === undefined)
      throw new Failure('BLOB_MISSING', `${digest} is not in the store`, { remedy: 'write it first' });
    return bytes;
  };
  return {
    has: async (digest) => blobs.has(digest),
    read: async function* (content) {
      yield blob(content);
    },
    bytes: async (content) => blob(content),
    write: async (source, mediaType) => {
      const bytes = source instanceof Uint8Array ? source : await joined(source);
      const digest = sha256(bytes);
      blobs.set(digest, bytes);
      return { mediaType, digest, size: bytes.length };
    },
    text: (content) => new TextDecoder().decode(blob(content)),
  };
};

const joined = async (stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk.slice());
  return Buffer.concat(chunks);
};
