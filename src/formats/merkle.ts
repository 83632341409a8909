// The Merkle tree of a transparency log: hashes, roots and inclusion proofs (RFC 6962 section 2.1).
import { createHash } from 'node:crypto';

/** The hash of a leaf's bytes (32 bytes). */
export const leafHash = (leaf: Uint8Array): Uint8Array => hash(0, leaf);

/** The root over these leaf hashes, in order; the empty tree's root is SHA-256 of nothing. */
export const merkleRoot = (leaves: readonly Uint8Array[]): Uint8Array => {
  const [first] = leaves;
  if (first === undefined) return new Uint8Array(createHash('sha256').digest());
  if (leaves.length === 1) return first;
  const split = largestPowerBelow(leaves.length);
  return hash(1, merkleRoot(leaves.slice(0, split)), merkleRoot(leaves.slice(split)));
};

/** The audit path of leaf `index`, lowest level first. Throws a `RangeError` when there is no such leaf. */
export const inclusionPath = (index: number, leaves: readonly Uint8Array[]): readonly Uint8Array[] => {
  if (!Number.isInteger(index) || index < 0 || index >= leaves.length) {
    throw new RangeError(`no leaf ${index} in a tree of ${leaves.length}`);
  }
  if (leaves.length === 1) return [];
  const split = largestPowerBelow(leaves.length);
  const left = leaves.slice(0, split);
  const right = leaves.slice(split);
  return index < split
    ? [...inclusionPath(index, left), merkleRoot(right)]
    : [...inclusionPath(index - split, right), merkleRoot(left)];
};

const largestPowerBelow = (size: number): number => 2 ** Math.floor(Math.log2(size - 1));

const hash = (prefix: 0 | 1, ...parts: readonly Uint8Array[]): Uint8Array => {
  const sha = createHash('sha256').update(Uint8Array.of(prefix));
  for (const part of parts) sha.update(part);
  return new Uint8Array(sha.digest());
};
