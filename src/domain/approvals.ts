// Which reviews are approvals (trust.md 6): the latest word of a person with write permission who had no part in
// the change, on the head that was merged. People are compared by id, never by login.
import type { ChangeRequest, Review } from './review.ts';

export interface JudgedReview extends Review {
  readonly counts: boolean;
  readonly why?: string;
}

const MAY_APPROVE: readonly Review['permission'][] = ['write', 'maintain', 'admin'];

/** Every review of a change, each with whether it counts and, if not, why. */
export const judgeReviews = (change: ChangeRequest): readonly JudgedReview[] =>
  change.reviews.map((review, index) => {
    const why = against(review, index, change);
    return why === undefined ? { ...review, counts: true } : { ...review, counts: false, why };
  });

/** How many people's approvals count. */
export const approvalsOf = (change: ChangeRequest): number =>
  new Set(judgeReviews(change).flatMap(({ counts, by }) => (counts ? [by.id] : []))).size;

const against = (review: Review, index: number, change: ChangeRequest): string | undefined => {
  if (review.state !== 'approved') return `it says ${review.state.replace('_', ' ')}`;
  if (supersededBy(review, index, change.reviews)) return 'the same person said something else later';
  if (review.by.id === change.author.id) return 'its author wrote the change';
  if (change.contributors.some(({ id }) => id === review.by.id)) return 'its author had a part in the change';
  if (review.by.bot === true) return 'its author is no person';
  if (!MAY_APPROVE.includes(review.permission)) return `its author has ${review.permission} permission`;
  if (review.commit !== change.head) return 'it is about another head than the one that was merged';
  return undefined;
};

/** Comments take nothing back; of two words at the same moment the one listed later is later. */
const supersededBy = (review: Review, index: number, all: readonly Review[]): boolean =>
  all.some(
    (other, at) =>
      other.by.id === review.by.id &&
      other.state !== 'commented' &&
      (timeOf(other) > timeOf(review) || (timeOf(other) === timeOf(review) && at > index)),
  );

const timeOf = ({ submittedAt }: Review): number => Date.parse(submittedAt);
