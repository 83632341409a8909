// Bytes on their way to a registry, hashed as they pass: the last of them are held back until all are seen to be right,
// so that no upload of other bytes is ever complete.
import { createHash } from 'node:crypto';

import type { Descriptor } from '../../domain/descriptor.ts';
import { Failure } from '../../domain/failure.ts';

/** The bytes of a content beginning at an offset, read anew from their beginning. Fails with `CONTENT_DAMAGED`. */
export type CheckedSource = (from?: number) => AsyncIterable<Uint8Array>;

type MakeSource = (
  content: Descriptor,
  bytes: () => AsyncIterable<Uint8Array>,
  repository: string,
) => CheckedSource;

/** What a descriptor says, from a source that may give anything. */
export const checkedSource: MakeSource = (content, bytes, repository) =>
  async function* (from = 0) {
    const hash = createHash('sha256');
    const isRight = (): boolean => `sha256:${hash.digest('hex')}` === content.digest;
    yield* held(content, bytes(), { repository, from, look: (chunk) => void hash.update(chunk), isRight });
  };

/** The same from a source that hashes what it gives, and fails at its end for other bytes: they are not hashed twice. */
export const heldSource: MakeSource = (content, bytes, repository) =>
  async function* (from = 0) {
    yield* held(content, bytes(), { repository, from, look: () => undefined, isRight: () => true });
  };

interface Held {
  readonly repository: string;
  readonly from: number;
  readonly look: (chunk: Uint8Array) => void;
  readonly isRight: () => boolean;
}

async function* held(
  content: Descriptor,
  bytes: AsyncIterable<Uint8Array>,
  { repository, from, look, isRight }: Held,
): AsyncIterable<Uint8Array> {
  let size = 0;
  // One is held back and no more: pieces may be lent (`ReadOptions`).
  let last: Uint8Array | undefined;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > content.size) throw otherBytes(content, repository);
    look(chunk);
    // What the registry has already is looked at and not sent.
    const wanted = chunk.subarray(Math.max(0, chunk.length - Math.max(0, size - from)));
    if (wanted.length === 0) continue;
    if (last !== undefined) yield last;
    last = wanted;
  }
  if (size !== content.size || !isRight()) throw otherBytes(content, repository);
  if (last !== undefined) yield last;
}

export const otherBytes = ({ digest }: Descriptor, repository: string): Failure =>
  new Failure('CONTENT_DAMAGED', `what was to be ${digest} in ${repository} is not`, {
    remedy: 'Run the same command again; if it comes back, check the disk.',
  });
