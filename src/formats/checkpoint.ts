// What a log says about its tree, as a signed note (C2SP tlog-checkpoint and signed-note).
import { createHash } from 'node:crypto';

/** The text that a log signs: origin, size and root hash, one a line. */
export const formatCheckpoint = (origin: string, size: number, root: Uint8Array): string =>
  `${origin}\n${size}\n${Buffer.from(root).toString('base64')}\n`;

/**
 * The id of an Ed25519 log, in full: SHA-256 of origin, line feed, algorithm 1 and the 32 bytes of the key.
 * Its first four bytes are the hint in a note's signature line.
 */
export const ed25519LogId = (origin: string, key: Uint8Array): Uint8Array =>
  new Uint8Array(createHash('sha256').update(`${origin}\n`).update(Uint8Array.of(1)).update(key).digest());

/** A note with one signature line. */
export const formatNote = (text: string, name: string, logId: Uint8Array, signature: Uint8Array): string =>
  `${text}\n\u2014 ${name} ${Buffer.concat([logId.subarray(0, 4), signature]).toString('base64')}\n`;
