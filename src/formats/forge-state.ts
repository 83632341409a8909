// What a rehearsal's stand-in for the forge knows (docs/formats/forge-state.md): changes, reviews, checks, rules
// and releases, given by `--forge-state F` or played by default. Pure: the adapter asks these functions.
import * as z from 'zod/mini';

import { Failure } from '../domain/failure.ts';
import {
  type ChangeRequest,
  CHECK_STATES,
  type CheckRun,
  type CommitStatus,
  CONCLUSIONS,
  PERMISSIONS,
  REVIEW_STATES,
} from '../domain/review.ts';
import { parseDocumentBytes } from './configuration/document.ts';
import { faultsOf } from './configuration/faults.ts';
import { checkedText, slug, text } from './configuration/text.ts';

const hex = /^[0-9a-f]{40}$/;
/** A commit, or `*` for whichever is asked for. */
const commit = checkedText((id) =>
  id === '*' || hex.test(id) ? undefined : 'a commit is 40 hexadecimal digits, or `*` for any',
);
const number = z.int().check(z.gte(1), z.lte(Number.MAX_SAFE_INTEGER));
const time = checkedText((at) =>
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/.test(at) && !Number.isNaN(Date.parse(at))
    ? undefined
    : 'a time is written 2026-01-31T12:00:00Z',
);
const person = z.strictObject({ id: text, login: text, bot: z.optional(z.boolean()) });
const texts = z.array(text).check(z.maxLength(100));

const review = z.strictObject({
  by: person,
  state: z.enum(REVIEW_STATES),
  commit,
  submittedAt: time,
  permission: z.enum(PERMISSIONS),
});

const change = z.strictObject({
  number,
  title: text,
  url: text,
  head: commit,
  merged: commit,
  /** The commits on the branch that it became; the merged one alone unless given. */
  commits: z.optional(z.array(commit)),
  author: person,
  contributors: z.array(person),
  mergedBy: z.optional(person),
  reviews: z.array(review),
});

const check = z.strictObject({
  commit,
  id: number,
  name: text,
  app: z.strictObject({ id: text, slug: text }),
  workflow: z.optional(text),
  status: z.enum(CHECK_STATES),
  conclusion: z.optional(z.enum(CONCLUSIONS)),
  startedAt: time,
  completedAt: z.optional(time),
  url: text,
});

const status = z.strictObject({
  commit,
  context: text,
  state: z.enum(['success', 'failure', 'error', 'pending']),
  creator: person,
  createdAt: time,
});

const release = z.strictObject({
  id: text,
  tag: text,
  title: text,
  draft: z.boolean(),
  prerelease: z.boolean(),
  assets: z.array(z.strictObject({ name: text, size: z.int().check(z.gte(0)) })),
});

/** The file as people write it; a section that is left out is played as by default. */
export const forgeStateSchema = z.strictObject({
  $schema: z.optional(text),
  kind: z.literal('colophon.forge-state'),
  version: z.literal(1),
  repository: z.optional(
    z.strictObject({
      name: z.optional(slug),
      id: z.optional(text),
      ownerId: z.optional(text),
      defaultBranch: z.optional(text),
      visibility: z.optional(z.enum(['public', 'private'])),
    }),
  ),
  changes: z.optional(z.array(change)),
  checks: z.optional(z.array(check)),
  statuses: z.optional(z.array(status)),
  rules: z.optional(z.strictObject({ tag: texts, branch: texts, environment: texts })),
  releases: z.optional(z.array(release)),
});

type Written = z.infer<typeof forgeStateSchema>;
type Section<Name extends keyof Written> = NonNullable<Written[Name]>;

export interface ForgeState {
  readonly repository: {
    /** `owner/name` */
    readonly name: string;
    readonly id: string;
    readonly ownerId: string;
    readonly defaultBranch: string;
    readonly visibility: 'public' | 'private';
  };
  readonly changes: Section<'changes'>;
  readonly checks: Section<'checks'>;
  readonly statuses: Section<'statuses'>;
  readonly rules: Section<'rules'>;
  readonly releases: Section<'releases'>;
}

/** No clock of ours: everything that the default state plays happened then. */
const THEN = '2000-01-01T00:00:00Z';

/** What is played unless the user says otherwise: any commit is a reviewed change with green checks. */
export const defaultForgeState = (repository: {
  readonly name: string;
  readonly defaultBranch?: string;
}): ForgeState => ({
  repository: { id: '1', ownerId: '2', defaultBranch: 'main', visibility: 'public', ...repository },
  changes: [
    {
      number: 1,
      title: 'A rehearsed change',
      url: 'https://rehearsal.colophon.invalid/changes/1',
      head: '*',
      merged: '*',
      author: { id: '101', login: 'author' },
      contributors: [],
      mergedBy: { id: '102', login: 'reviewer' },
      reviews: [
        {
          by: { id: '102', login: 'reviewer' },
          state: 'approved',
          commit: '*',
          submittedAt: THEN,
          permission: 'write',
        },
      ],
    },
  ],
  checks: [
    {
      commit: '*',
      id: 1,
      name: 'rehearsed check',
      app: { id: '1', slug: 'rehearsal' },
      workflow: 'rehearsed workflow',
      status: 'completed',
      conclusion: 'success',
      startedAt: THEN,
      completedAt: THEN,
      url: 'https://rehearsal.colophon.invalid/checks/1',
    },
  ],
  statuses: [],
  rules: { tag: [], branch: [], environment: [] },
  releases: [],
});

/**
 * The state in these bytes over the one that is played by default; a section replaces the default's whole.
 * Fails with `FORGE_STATE_INVALID`: all faults, each with its place.
 */
export const parseForgeState = (bytes: Uint8Array, file: string, base: ForgeState): ForgeState => {
  const document = parseDocumentBytes(bytes, file);
  const parsed = forgeStateSchema.safeParse(document.value);
  const faults =
    document.faults.length > 0 ? document.faults : faultsOf(parsed.error?.issues ?? [], document);
  const [first, ...more] = faults;
  if (first !== undefined || !parsed.success) {
    throw new Failure('FORGE_STATE_INVALID', first?.message ?? 'this is no forge state', {
      remedy: 'correct the file by docs/formats/forge-state.schema.json',
      at: first?.at ?? file,
      more,
    });
  }
  const { repository, changes, checks, statuses, rules, releases } = parsed.data;
  return {
    repository: { ...base.repository, ...given(repository ?? {}) },
    changes: changes ?? base.changes,
    checks: checks ?? base.checks,
    statuses: statuses ?? base.statuses,
    rules: rules ?? base.rules,
    releases: releases ?? base.releases,
  };
};

type Given<T> = { readonly [Key in keyof T]?: Exclude<T[Key], undefined> };

const given = <T extends object>(fields: T): Given<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<T>;

/** Change requests that became this commit. */
export const changesOf = (state: ForgeState, commit: string): readonly ChangeRequest[] =>
  state.changes
    .filter(({ merged, commits }) => [merged, ...(commits ?? [])].some((id) => id === '*' || id === commit))
    .map(({ commits: _, head, merged, reviews, mergedBy, author, contributors, ...change }) => ({
      ...change,
      author: personOf(author),
      contributors: contributors.map(personOf),
      ...(mergedBy === undefined ? {} : { mergedBy: personOf(mergedBy) }),
      head: head === '*' ? commit : head,
      merged: merged === '*' ? commit : merged,
      reviews: reviews.map((one) => ({
        ...one,
        by: personOf(one.by),
        commit: one.commit === '*' ? (head === '*' ? commit : head) : one.commit,
      })),
    }));

/** Check runs on this commit, oldest and superseded ones included. */
export const checksOf = (state: ForgeState, commit: string): readonly CheckRun[] =>
  state.checks
    .filter((one) => one.commit === '*' || one.commit === commit)
    .map(({ commit: _, workflow, conclusion, completedAt, ...one }) => ({
      ...one,
      ...(workflow === undefined ? {} : { workflow }),
      ...(conclusion === undefined ? {} : { conclusion }),
      ...(completedAt === undefined ? {} : { completedAt }),
    }));

/** Statuses of this commit. */
export const statusesOf = (state: ForgeState, commit: string): readonly CommitStatus[] =>
  state.statuses
    .filter((one) => one.commit === '*' || one.commit === commit)
    .map(({ commit: _, creator, ...one }) => ({ ...one, creator: personOf(creator) }));

const personOf = ({ id, login, bot }: z.infer<typeof person>) => ({
  id,
  login,
  ...(bot === undefined ? {} : { bot }),
});
