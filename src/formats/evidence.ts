// What the gate saw, as an asset of the release (docs/formats/evidence-v1.md): who changed, who approved, which
// checks were green, which rules were in force. The signer's word; the forge's own times and no clock of ours.
import type { ChangeRequest, CheckRun, CommitStatus, Person, Review } from '../domain/review.ts';
import { CHECK_STATES, CONCLUSIONS, PERMISSIONS, REVIEW_STATES } from '../domain/review.ts';
import { canonicalJson } from './canonical-json.ts';
import { FormatError } from './format-error.ts';
import { parseCanonicalJson } from './json.ts';
import { exactly, filled, flag, list, matching, maybe, one, text, whole } from './strict.ts';

export const EVIDENCE_KIND = 'colophon.evidence';
export const EVIDENCE_VERSION = 1;
export const EVIDENCE_MEDIA_TYPE = 'application/vnd.colophon.evidence.v1+json';
/** The most bytes of an evidence document. */
export const EVIDENCE_LIMIT = 16 * 1024 * 1024;

/** A review and whether it counted as an approval; `why` says why not. */
export interface EvidenceReview extends Review {
  readonly counts: boolean;
  readonly why?: string;
}

export interface EvidenceChange extends Omit<ChangeRequest, 'reviews'> {
  /** Commits of the range that it became. */
  readonly commits: readonly string[];
  readonly reviews: readonly EvidenceReview[];
}

/** A check run and whether it was judged; superseded runs and those of the release itself were not. */
export interface EvidenceCheck extends CheckRun {
  readonly judged: boolean;
}

/** What was judged, in the words of the finding. */
export interface EvidenceFinding {
  readonly check: string;
  readonly subject: string;
  readonly result: string;
  readonly code: string;
  readonly message: string;
}

export interface Evidence {
  readonly kind: typeof EVIDENCE_KIND;
  readonly version: typeof EVIDENCE_VERSION;
  /** Whether a stand-in was asked and not a real forge. */
  readonly rehearsed: boolean;
  readonly project: string;
  readonly repository: { readonly name: string; readonly id: string; readonly ownerId: string };
  readonly tag: string;
  readonly commit: string;
  readonly branch: string;
  readonly demanded: { readonly approvals: number; readonly checks: 'all' | readonly string[] };
  /** First-parent commits, newest first; without `after` there was no earlier release. */
  readonly range: { readonly after?: string; readonly commits: readonly string[] };
  readonly changes: readonly EvidenceChange[];
  readonly checks: readonly EvidenceCheck[];
  readonly statuses: readonly CommitStatus[];
  readonly rules: {
    readonly tag: readonly string[];
    readonly branch: readonly string[];
    readonly environment: readonly string[];
  };
  readonly findings: readonly EvidenceFinding[];
}

/** The document's bytes: canonical JSON. */
export const formatEvidence = (evidence: Evidence): Uint8Array => canonicalJson(evidence);

/** The evidence that these bytes hold; canonical or nothing. Throws `FormatError`. */
export const parseEvidence = (bytes: Uint8Array): Evidence => {
  const fields = exactly(parseCanonicalJson(bytes, { bytes: EVIDENCE_LIMIT }), '', REQUIRED);
  one(fields['kind'], 'kind', [EVIDENCE_KIND]);
  if (fields['version'] !== EVIDENCE_VERSION) throw new FormatError(`not ${EVIDENCE_VERSION}`, 'version');
  const repository = exactly(fields['repository'], 'repository', ['name', 'id', 'ownerId']);
  const demanded = exactly(fields['demanded'], 'demanded', ['approvals', 'checks']);
  const rules = exactly(fields['rules'], 'rules', ['tag', 'branch', 'environment']);
  return {
    kind: EVIDENCE_KIND,
    version: EVIDENCE_VERSION,
    rehearsed: flag(fields['rehearsed'], 'rehearsed'),
    project: filled(fields['project'], 'project'),
    repository: {
      name: filled(repository['name'], 'repository.name'),
      id: filled(repository['id'], 'repository.id'),
      ownerId: filled(repository['ownerId'], 'repository.ownerId'),
    },
    tag: filled(fields['tag'], 'tag'),
    commit: commit(fields['commit'], 'commit'),
    branch: filled(fields['branch'], 'branch'),
    demanded: {
      approvals: whole(demanded['approvals'], 'demanded.approvals'),
      checks: demanded['checks'] === 'all' ? 'all' : list(demanded['checks'], 'demanded.checks', filled),
    },
    range: readRange(fields['range']),
    changes: list(fields['changes'], 'changes', readChange),
    checks: list(fields['checks'], 'checks', readCheck),
    statuses: list(fields['statuses'], 'statuses', readStatus),
    rules: {
      tag: list(rules['tag'], 'rules.tag', filled),
      branch: list(rules['branch'], 'rules.branch', filled),
      environment: list(rules['environment'], 'rules.environment', filled),
    },
    findings: list(fields['findings'], 'findings', readFinding),
  };
};

const REQUIRED = [
  'kind',
  'version',
  'rehearsed',
  'project',
  'repository',
  'tag',
  'commit',
  'branch',
  'demanded',
  'range',
  'changes',
  'checks',
  'statuses',
  'rules',
  'findings',
];

const commit = (value: unknown, at: string): string => matching(value, at, /^[0-9a-f]{40}$/, 'commit');

const readRange = (value: unknown): Evidence['range'] => {
  const fields = exactly(value, 'range', ['commits'], ['after']);
  const after = maybe(fields, 'after', 'range', commit);
  return {
    ...(after === undefined ? {} : { after }),
    commits: list(fields['commits'], 'range.commits', commit),
  };
};

const readPerson = (value: unknown, at: string): Person => {
  const fields = exactly(value, at, ['id', 'login'], ['bot']);
  const bot = maybe(fields, 'bot', at, flag);
  return {
    id: filled(fields['id'], `${at}.id`),
    login: text(fields['login'], `${at}.login`),
    ...(bot === undefined ? {} : { bot }),
  };
};

const readChange = (value: unknown, at: string): EvidenceChange => {
  const required = [
    'number',
    'title',
    'url',
    'head',
    'merged',
    'author',
    'contributors',
    'reviews',
    'commits',
  ];
  const fields = exactly(value, at, required, ['mergedBy']);
  const mergedBy = maybe(fields, 'mergedBy', at, readPerson);
  return {
    number: whole(fields['number'], `${at}.number`),
    title: text(fields['title'], `${at}.title`),
    url: text(fields['url'], `${at}.url`),
    head: commit(fields['head'], `${at}.head`),
    merged: commit(fields['merged'], `${at}.merged`),
    author: readPerson(fields['author'], `${at}.author`),
    contributors: list(fields['contributors'], `${at}.contributors`, readPerson),
    ...(mergedBy === undefined ? {} : { mergedBy }),
    reviews: list(fields['reviews'], `${at}.reviews`, readReview),
    commits: list(fields['commits'], `${at}.commits`, commit),
  };
};

const readReview = (value: unknown, at: string): EvidenceReview => {
  const fields = exactly(
    value,
    at,
    ['by', 'state', 'commit', 'submittedAt', 'permission', 'counts'],
    ['why'],
  );
  const why = maybe(fields, 'why', at, filled);
  return {
    by: readPerson(fields['by'], `${at}.by`),
    state: one(fields['state'], `${at}.state`, REVIEW_STATES),
    commit: commit(fields['commit'], `${at}.commit`),
    submittedAt: filled(fields['submittedAt'], `${at}.submittedAt`),
    permission: one(fields['permission'], `${at}.permission`, PERMISSIONS),
    counts: flag(fields['counts'], `${at}.counts`),
    ...(why === undefined ? {} : { why }),
  };
};

const readCheck = (value: unknown, at: string): EvidenceCheck => {
  const required = ['id', 'name', 'app', 'status', 'startedAt', 'url', 'judged'];
  const fields = exactly(value, at, required, ['workflow', 'conclusion', 'completedAt']);
  const app = exactly(fields['app'], `${at}.app`, ['id', 'slug']);
  const workflow = maybe(fields, 'workflow', at, text);
  const conclusion = maybe(fields, 'conclusion', at, (item, place) => one(item, place, CONCLUSIONS));
  const completedAt = maybe(fields, 'completedAt', at, filled);
  return {
    id: whole(fields['id'], `${at}.id`),
    name: filled(fields['name'], `${at}.name`),
    app: { id: filled(app['id'], `${at}.app.id`), slug: text(app['slug'], `${at}.app.slug`) },
    ...(workflow === undefined ? {} : { workflow }),
    status: one(fields['status'], `${at}.status`, CHECK_STATES),
    ...(conclusion === undefined ? {} : { conclusion }),
    startedAt: filled(fields['startedAt'], `${at}.startedAt`),
    ...(completedAt === undefined ? {} : { completedAt }),
    url: text(fields['url'], `${at}.url`),
    judged: flag(fields['judged'], `${at}.judged`),
  };
};

const readStatus = (value: unknown, at: string): CommitStatus => {
  const fields = exactly(value, at, ['context', 'state', 'creator', 'createdAt']);
  return {
    context: filled(fields['context'], `${at}.context`),
    state: one(fields['state'], `${at}.state`, ['success', 'failure', 'error', 'pending']),
    creator: readPerson(fields['creator'], `${at}.creator`),
    createdAt: filled(fields['createdAt'], `${at}.createdAt`),
  };
};

const readFinding = (value: unknown, at: string): EvidenceFinding => {
  const fields = exactly(value, at, ['check', 'subject', 'result', 'code', 'message']);
  return {
    check: filled(fields['check'], `${at}.check`),
    subject: text(fields['subject'], `${at}.subject`),
    result: filled(fields['result'], `${at}.result`),
    code: filled(fields['code'], `${at}.code`),
    message: text(fields['message'], `${at}.message`),
  };
};
