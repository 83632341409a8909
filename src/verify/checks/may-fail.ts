// Places on the list that may come to lack something: mirrors whose failure holds no release up (trust.md 5). What such
// a place lacks is told and refuses nothing; what it holds must be right like everywhere else.
import type { ListedMirror } from '../../domain/colophon.ts';
import { Failure } from '../../domain/failure.ts';
import type { Finding } from '../../domain/finding.ts';
import { findingsOf } from '../check.ts';

const { info } = findingsOf('mirrors');

/** Whether the list says so of this mirror. */
export const mayFail = ({ required }: Pick<ListedMirror, 'required'>): boolean => required === false;

/** That such a place lacks something, as information. */
export const lacks = (subject: string, why: string): Finding =>
  info(subject, 'MIRROR_FAILED', `this mirror may fail, and lacks something: ${why}`);

/** What is asked of a place; of one that may fail, `otherwise` where it cannot be asked. */
export const askedOf = async <Answer>(
  optional: boolean,
  ask: () => Promise<Answer>,
  otherwise: (why: string) => Answer,
): Promise<Answer> => {
  try {
    return await ask();
  } catch (error) {
    if (!optional || !(error instanceof Failure) || !isUnasked(error)) throw error;
    return otherwise(error.message);
  }
};

const COULD_NOT_BE_ASKED = 3;
const isUnasked = ({ exit, code }: Failure): boolean => exit === COULD_NOT_BE_ASKED && code !== 'TIMED_OUT';
