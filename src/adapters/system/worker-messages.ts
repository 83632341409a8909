// What the main thread and a worker say to each other.
import type { FailureCode } from '../../domain/failure-codes.ts';
import type { FileDigest } from '../../ports/digester.ts';

/** What a worker is for; its `workerData`. */
export type Work = 'hash' | 'compress';

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
