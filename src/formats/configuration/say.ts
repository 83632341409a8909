// How rules say what is wrong: a path, a sentence, a code.
import type { FailureCode } from '../../domain/failure-codes.ts';
import type { Path } from './document.ts';

/** Says that something is wrong at a path; the message begins with the path's name. */
export type Say = (path: Path, message: string, part?: 'value' | 'key', code?: FailureCode) => void;

/** The sentence for an id that is not under `build.files`, or under what `kind` names. */
export const unknownId = (id: string, ids: readonly string[], kind = 'builder'): string =>
  `there is no ${kind} ${JSON.stringify(id)}${ids.length === 0 ? '' : `; there are ${ids.join(', ')}`}`;
