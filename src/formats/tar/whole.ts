// A small file of an archive, whole: the reader has seen to it that the bytes are as many as its header says.
import type { TarFile } from './read.ts';

/** All bytes of an entry; ask only after comparing `size` with what may be held. */
export const wholeFile = async ({ size, bytes }: Pick<TarFile, 'size' | 'bytes'>): Promise<Uint8Array> => {
  const whole = new Uint8Array(size);
  let at = 0;
  for await (const chunk of bytes) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
};
