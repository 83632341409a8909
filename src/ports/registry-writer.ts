// Registries, written by digest alone: no name is given here. Observe, compare, act at every write.
import type { Descriptor } from '../domain/descriptor.ts';

export type Written = 'uploaded' | 'accepted';

export interface WriteOptions {
  /** A repository that holds the same blob: taken over from there without its bytes, where both lie in one registry. */
  readonly from?: string;
  /** Writes without asking what is there: heals a registry that claims what it cannot serve. */
  readonly unasked?: boolean;
  /** Whether the source itself fails, at its end at the latest, unless its bytes are what the descriptor says. */
  readonly checked?: boolean;
}

export interface RegistryWriter {
  /** Which of these manifests the registry says that it holds, in their order. A claim proves nothing; reading does. */
  readonly claims: (repository: string, manifests: readonly Descriptor[]) => Promise<readonly boolean[]>;
  /**
   * A blob; what the registry says to hold is accepted. Fails with `CONTENT_DAMAGED` when `bytes` are not what the
   * descriptor says. Pieces of `bytes` may be written over once the second one after them is asked for (`ReadOptions`).
   */
  readonly blob: (
    repository: string,
    content: Descriptor,
    bytes: () => AsyncIterable<Uint8Array>,
    options?: WriteOptions,
  ) => Promise<Written>;
  /**
   * A manifest or index under its digest, after everything that it points at. Fails with `CONTENT_MISSING` where the
   * registry lacks something of that, `CONTENT_DAMAGED` for other bytes, `MANIFEST_INVALID` where it refuses them.
   */
  readonly manifest: (
    repository: string,
    content: Descriptor,
    bytes: Uint8Array,
    options?: WriteOptions,
  ) => Promise<Written>;
}
