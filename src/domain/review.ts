// What the forge says about changes and checks; gathered without opinion, judged in the gate.

/** People are compared by id, never by login. */
export interface Person {
  readonly id: string;
  readonly login: string;
  /** Whether the forge says that this account is a bot or an app. */
  readonly bot?: boolean;
}

export const PERMISSIONS = ['none', 'read', 'triage', 'write', 'maintain', 'admin'] as const;
export type Permission = (typeof PERMISSIONS)[number];

export const REVIEW_STATES = ['approved', 'changes_requested', 'commented', 'dismissed'] as const;
export interface Review {
  readonly by: Person;
  readonly state: (typeof REVIEW_STATES)[number];
  /** The head commit that was reviewed. */
  readonly commit: string;
  /** RFC 3339, the forge's own clock. */
  readonly submittedAt: string;
  /** The reviewer's permission at the time of asking. */
  readonly permission: Permission;
}

export interface ChangeRequest {
  readonly number: number;
  readonly title: string;
  readonly url: string;
  /** The head that was merged. */
  readonly head: string;
  /** The commit that it became on the branch. */
  readonly merged: string;
  readonly author: Person;
  /** Co-authors and committers of its commits, whoever pushed last, whoever triggered a bot to author it. */
  readonly contributors: readonly Person[];
  readonly mergedBy?: Person;
  readonly reviews: readonly Review[];
}

export const CONCLUSIONS = [
  'success',
  'failure',
  'neutral',
  'cancelled',
  'skipped',
  'timed_out',
  'action_required',
  'stale',
  'startup_failure',
] as const;
export const CHECK_STATES = [
  'queued',
  'in_progress',
  'requested',
  'waiting',
  'pending',
  'completed',
] as const;

export interface CheckRun {
  readonly id: number;
  readonly name: string;
  readonly app: { readonly id: string; readonly slug: string };
  /** The workflow that ran it, when it was one. */
  readonly workflow?: string;
  readonly status: (typeof CHECK_STATES)[number];
  readonly conclusion?: (typeof CONCLUSIONS)[number];
  readonly startedAt: string;
  readonly completedAt?: string;
  readonly url: string;
}

export interface CommitStatus {
  readonly context: string;
  readonly state: 'success' | 'failure' | 'error' | 'pending';
  readonly creator: Person;
  readonly createdAt: string;
}
