// Bytes on their way to a registry, hashed as they pass: the last of them are held back until all are seen to be right,
// so that no upload of other bytes is ever complete.
import { createHash } from 'node:crypto';

import type { Descriptor } from '../../domain/descriptor.ts';
import { Failure } from '../../domain/failure.ts';

/** The bytes of a content beginning at an offset, read anew from their beginning. Fails with `CONTENT_DAMAGED`. */
export type CheckedSource = (from?: number) => AsyncIterable<Uint8Array>;

/** What a descriptor says, from a source that may give anything. */
export const checkedSource = (
  content: Descriptor,
  bytes: () => AsyncIterable<Uint8Array>,
  repository: string,
): CheckedSource =>
  async function* (from = 0) {
    const hash = createHash('sha256');
    let size = 0;
    let held: Uint8Array | undefined;
    for await (const chunk of bytes()) {
      size += chunk.length;
      if (size > content.size) throw otherBytes(content, repository);
      hash.update(chunk);
      // What the registry has already is hashed and not sent.
      const wanted = chunk.subarray(Math.max(0, chunk.length - Math.max(0, size - from)));
      if (wanted.length === 0) continue;
      if (held !== undefined) yield held;
      held = wanted;
    }
    if (size !== content.size || `sha256:${hash.digest('hex')}` !== content.digest)
      throw otherBytes(content, repository);
    if (held !== undefined) yield held;
  };

export const otherBytes = ({ digest }: Descriptor, repository: string): Failure =>
  new Failure('CONTENT_DAMAGED', `what was to be ${digest} in ${repository} is not`, {
    remedy: 'Run the same command again; if it comes back, check the disk.',
  });
