// Whose word counts as an approval, and whose does not.
import { describe, expect, it } from 'vitest';

import type { ChangeRequest, Review } from './review.ts';
import { approvalsOf, judgeReviews } from './approvals.ts';

const head = 'a'.repeat(40);
const review = (fields: Partial<Review> = {}): Review => ({
  by: { id: '2', login: 'reviewer' },
  state: 'approved',
  commit: head,
  submittedAt: '2026-01-01T10:00:00Z',
  permission: 'write',
  ...fields,
});
const change = (reviews: readonly Review[], fields: Partial<ChangeRequest> = {}): ChangeRequest => ({
  number: 7,
  title: 'A change',
  url: 'https://forge.example/7',
  head,
  merged: 'b'.repeat(40),
  author: { id: '1', login: 'author' },
  contributors: [
    { id: '3', login: 'co-author' },
    { id: '4', login: 'committer' },
    { id: '5', login: 'last-pusher' },
    { id: '6', login: 'who-triggered-the-bot' },
  ],
  mergedBy: { id: '9', login: 'merger' },
  reviews,
  ...fields,
});

describe('an approval', () => {
  it.each<{ name: string; reviews: readonly Review[]; counts: number; why?: string | undefined }>([
    { name: 'by somebody else', reviews: [review()], counts: 1 },
    { name: 'by a maintainer', reviews: [review({ permission: 'maintain' })], counts: 1 },
    { name: 'by an administrator', reviews: [review({ permission: 'admin' })], counts: 1 },
    { name: 'by whoever merged', reviews: [review({ by: { id: '9', login: 'merger' } })], counts: 1 },
    { name: 'by two people', reviews: [review(), review({ by: { id: '8', login: 'other' } })], counts: 2 },
    {
      name: 'twice by one person',
      reviews: [review(), review({ submittedAt: '2026-01-01T11:00:00Z' })],
      counts: 1,
    },
    {
      name: 'with a later comment',
      reviews: [review(), review({ state: 'commented', submittedAt: '2026-01-01T11:00:00Z' })],
      counts: 1,
    },
    {
      name: 'after an objection',
      reviews: [review({ state: 'changes_requested' }), review({ submittedAt: '2026-01-01T11:00:00Z' })],
      counts: 1,
    },
    {
      name: 'by the author',
      reviews: [review({ by: { id: '1', login: 'author' } })],
      counts: 0,
      why: 'wrote the change',
    },
    {
      name: 'by the author under a new login',
      reviews: [review({ by: { id: '1', login: 'somebody-else' } })],
      counts: 0,
      why: 'wrote the change',
    },
    {
      name: 'by another account with the login of a reviewer',
      reviews: [review({ by: { id: '3', login: 'reviewer' } })],
      counts: 0,
      why: 'had a part',
    },
    {
      name: 'by a co-author',
      reviews: [review({ by: { id: '3', login: 'co-author' } })],
      counts: 0,
      why: 'had a part',
    },
    {
      name: 'by a committer',
      reviews: [review({ by: { id: '4', login: 'committer' } })],
      counts: 0,
      why: 'had a part',
    },
    {
      name: 'by the last pusher',
      reviews: [review({ by: { id: '5', login: 'last-pusher' } })],
      counts: 0,
      why: 'had a part',
    },
    {
      name: 'by whoever triggered the bot',
      reviews: [review({ by: { id: '6', login: 'x' } })],
      counts: 0,
      why: 'had a part',
    },
    {
      name: 'by a bot',
      reviews: [review({ by: { id: '7', login: 'bot', bot: true } })],
      counts: 0,
      why: 'no person',
    },
    {
      name: 'with triage permission',
      reviews: [review({ permission: 'triage' })],
      counts: 0,
      why: 'triage permission',
    },
    {
      name: 'with read permission',
      reviews: [review({ permission: 'read' })],
      counts: 0,
      why: 'read permission',
    },
    { name: 'by a stranger', reviews: [review({ permission: 'none' })], counts: 0, why: 'none permission' },
    {
      name: 'of an earlier head',
      reviews: [review({ commit: 'c'.repeat(40) })],
      counts: 0,
      why: 'another head',
    },
    { name: 'that was dismissed', reviews: [review({ state: 'dismissed' })], counts: 0, why: 'dismissed' },
    {
      name: 'that was dismissed later',
      reviews: [review(), review({ state: 'dismissed', submittedAt: '2026-01-01T11:00:00Z' })],
      counts: 0,
      why: 'later',
    },
    {
      name: 'with a later objection',
      reviews: [review(), review({ state: 'changes_requested', submittedAt: '2026-01-01T11:00:00Z' })],
      counts: 0,
      why: 'later',
    },
    {
      name: 'with an objection at the same moment, listed later',
      reviews: [review(), review({ state: 'changes_requested' })],
      counts: 0,
      why: 'later',
    },
    {
      name: 'with a later approval of another head',
      reviews: [review(), review({ commit: 'c'.repeat(40), submittedAt: '2026-01-01T11:00:00Z' })],
      counts: 0,
      why: 'later',
    },
    { name: 'that is a comment', reviews: [review({ state: 'commented' })], counts: 0, why: 'commented' },
    { name: 'that nobody gave', reviews: [], counts: 0 },
  ])('$name counts $counts', ({ reviews, counts, why = '' }) => {
    expect(approvalsOf(change(reviews))).toBe(counts);
    expect(judgeReviews(change(reviews)).find(({ counts: yes }) => !yes)?.why ?? '').toContain(why);
  });

  it('listed in any order is judged by its time', () => {
    const later = review({ state: 'changes_requested', submittedAt: '2026-01-01T12:00:00+01:00' });
    expect(approvalsOf(change([later, review({ submittedAt: '2026-01-01T10:30:00Z' })]))).toBe(0);
  });
});
