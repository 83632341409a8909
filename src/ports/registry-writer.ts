// Registries, written by digest alone: no name is given here. Observe, compare, act at every write.
import type { Descriptor } from '../domain/descriptor.ts';

export type Written = 'uploaded' | 'accepted';

export interface RegistryWriter {
  /** A blob; what is there with these very bytes is accepted. Fails with `CONTENT_DAMAGED` when it reads back otherwise. */
  readonly blob: (
    repository: string,
    content: Descriptor,
    bytes: () => AsyncIterable<Uint8Array>,
  ) => Promise<Written>;
  /** A manifest or index under its digest, after everything that it points at. Read back and hashed. */
  readonly manifest: (repository: string, content: Descriptor, bytes: Uint8Array) => Promise<Written>;
}
