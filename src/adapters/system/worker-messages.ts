// What the main thread and a worker say to each other.
import type { FailureCode } from '../../domain/failure-codes.ts';
import type { FileDigest } from '../../ports/digester.ts';

/** What a worker is for; its `workerData`. */
export type Work = 'hash' | 'compress' | 'remove';

export interface HashAsk {
  readonly path: string;
}

/** Exactly one for each question. */
export type HashAnswer =
  | { readonly file: FileDigest }
  | { readonly failure: { readonly code: FailureCode; readonly message: string; readonly remedy: string } };

export interface CompressAsk {
  readonly chunk: Uint8Array;
  readonly last: boolean;
}

/** Exactly one for each chunk. */
export interface CompressAnswer {
  readonly made: readonly Uint8Array<ArrayBuffer>[];
}

export interface RemoveAsk {
  readonly dir: string;
}

/** `removed` is false where something is in the way; whoever asked tries again and hears what it is. */
export interface RemoveAnswer {
  readonly removed: boolean;
}
