// Which manifests of a layout speak about others. Tools differ in what they list: cosign leaves referrers to be found
// among the blobs, so both are looked at, within bounds.
import { readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';

import type { Descriptor } from '../../domain/descriptor.ts';
import { type Digest, digestOfHex } from '../../domain/digest.ts';
import { Failure } from '../../domain/failure.ts';
import { MAX_MANIFEST } from '../../domain/oci.ts';
import { FormatError } from '../../formats/format-error.ts';
import { parseReferrer, referrerDescriptor } from '../../formats/oci/referrer.ts';
import { sha256 } from '../../formats/sha256.ts';
import { codeOf, type OpenFile, readUpTo, unreadable, withFile } from './file.ts';

/** A manifest about another one, as its own bytes have it. */
export interface Speaker {
  readonly subject: Digest;
  readonly manifest: Descriptor;
}

/** The most blobs that are looked at, and the most bytes of all that might be manifests. */
const MOST_BLOBS = 100_000;
const MOST_BYTES = 512 * 1024 * 1024;

/**
 * Answers every manifest of the layout in `dir` that speaks about another one, each time as it is then. What lies under
 * a digest does not change, so each blob is read once. Fails with `LAYOUT_TOO_LARGE`.
 */
export const createSpeakers = (dir: string): (() => readonly Speaker[]) => {
  const known = new Map<string, Speaker | undefined>();
  let bytes = 0;
  const look = (hex: string, digest: Digest): Speaker | undefined =>
    withFile(join(dir, 'blobs', 'sha256', hex), (file) => {
      if (file.size > MAX_MANIFEST || !beginsAsObject(file)) return undefined;
      bytes += file.size;
      if (bytes > MOST_BYTES) throw tooLarge(dir, `${MOST_BYTES} bytes of documents`);
      const document = readUpTo(file, MAX_MANIFEST);
      if (document === undefined || !maySpeak(document)) return undefined;
      return sha256(document) === digest ? speaker(document) : undefined;
    });
  return () => {
    const found: Speaker[] = [];
    for (const hex of blobsIn(dir)) {
      const digest = digestOfHex(hex);
      if (digest === undefined) continue;
      if (!known.has(hex)) known.set(hex, look(hex, digest));
      const one = known.get(hex);
      if (one !== undefined) found.push(one);
    }
    return found;
  };
};

const blobsIn = (dir: string): readonly string[] => {
  const blobs = join(dir, 'blobs', 'sha256');
  try {
    const names = readdirSync(blobs);
    if (names.length > MOST_BLOBS) throw tooLarge(dir, `${MOST_BLOBS} blobs`);
    return names;
  } catch (error) {
    if (error instanceof Failure) throw error;
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return [];
    throw unreadable(blobs, error);
  }
};

const OPENING_BRACE = 0x7b;

/** Manifests begin so; layers and configs of other kinds mostly do not, and are left alone. */
const beginsAsObject = ({ descriptor, size }: OpenFile): boolean => {
  const first = new Uint8Array(64);
  const read = readSync(descriptor, first, 0, Math.min(first.length, size), 0);
  return first.subarray(0, read).find((byte) => ![0x20, 0x09, 0x0a, 0x0d].includes(byte)) === OPENING_BRACE;
};

/** Whether a key can be `subject`, written out or with escapes; bundles are long, and need not be parsed to say no. */
const maySpeak = (document: Uint8Array): boolean => {
  const text = Buffer.from(document.buffer, document.byteOffset, document.length);
  return text.includes('"subject"') || text.includes('\\u');
};

const speaker = (document: Uint8Array): Speaker | undefined => {
  try {
    return { subject: parseReferrer(document).subject.digest, manifest: referrerDescriptor(document) };
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
};

const tooLarge = (dir: string, than: string): Failure =>
  new Failure('LAYOUT_TOO_LARGE', `${dir} holds more than ${than}`, {
    remedy: 'Copy the image that you mean into a layout of its own.',
  });
