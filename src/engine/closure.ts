// Everything that an outcome points at: it is worth something only while all of that is in the store.
import type { Descriptor } from '../domain/descriptor.ts';
import { isDigest } from '../domain/digest.ts';
import type { Store } from '../ports/store.ts';

/** Every descriptor found anywhere inside a value, once each, in the order met. */
export const descriptorsIn = (value: unknown): readonly Descriptor[] => {
  const found = new Map<string, Descriptor>();
  const walk = (inner: unknown): void => {
    if (Array.isArray(inner)) return inner.forEach(walk);
    if (typeof inner !== 'object' || inner === null) return;
    if (isDescriptor(inner)) found.set(inner.digest, inner);
    Object.values(inner).forEach(walk);
  };
  walk(value);
  return [...found.values()];
};

/** Whether every one of these blobs is in the store, with its digest. */
export const isWhole = async (blobs: readonly Descriptor[], store: Pick<Store, 'has'>): Promise<boolean> => {
  for (const { digest } of blobs) if (!(await store.has(digest))) return false;
  return true;
};

const isDescriptor = (value: object): value is Descriptor =>
  'mediaType' in value &&
  typeof value.mediaType === 'string' &&
  'size' in value &&
  typeof value.size === 'number' &&
  'digest' in value &&
  isDigest(value.digest);
