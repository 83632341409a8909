// Which runs are judged, and as what.
import { describe, expect, it } from 'vitest';

import type { CheckRun, CommitStatus } from '../../domain/review.ts';
import { newestChecks } from './newest-checks.ts';

const OWN = 'https://forge.example/acme/widget/actions/runs/12';
const run = (fields: Partial<CheckRun> = {}): CheckRun => ({
  id: 1,
  name: 'Lint',
  app: { id: '15368', slug: 'actions' },
  workflow: 'ci.yml',
  status: 'completed',
  conclusion: 'success',
  startedAt: '2026-01-01T10:00:00Z',
  url: 'https://forge.example/acme/widget/actions/runs/7/job/1',
  ...fields,
});
const status = (fields: Partial<CommitStatus> = {}): CommitStatus => ({
  context: 'ci',
  state: 'success',
  creator: { id: '1', login: 'ci' },
  createdAt: '2026-01-01T10:00:00Z',
  ...fields,
});
const later = '2026-01-01T11:00:00Z';

describe('the newest run', () => {
  it.each<{ name: string; runs: readonly CheckRun[]; states: readonly string[] }>([
    {
      name: 'supersedes a red one',
      runs: [run({ conclusion: 'failure' }), run({ id: 2, startedAt: later })],
      states: ['success'],
    },
    {
      name: 'is red after a green one',
      runs: [run({ id: 2, startedAt: later, conclusion: 'failure' }), run()],
      states: ['failure'],
    },
    {
      name: 'is the one with the higher number at the same moment',
      runs: [run({ id: 2, conclusion: 'failure' }), run()],
      states: ['failure'],
    },
    {
      name: 'of another workflow hides nothing (W3)',
      runs: [run({ conclusion: 'failure' }), run({ id: 2, startedAt: later, workflow: 'other.yml' })],
      states: ['failure', 'success'],
    },
    {
      name: 'of another app hides nothing',
      runs: [run({ conclusion: 'failure' }), run({ id: 2, startedAt: later, app: { id: '9', slug: 'bot' } })],
      states: ['failure', 'success'],
    },
    {
      name: 'of this very run is left out',
      runs: [run({ url: `${OWN}/job/5`, status: 'in_progress' })],
      states: [],
    },
    {
      name: 'of a run whose number begins the same is not',
      runs: [run({ url: `${OWN}3/job/5` })],
      states: ['success'],
    },
    {
      name: 'of another repository’s run of this number is not',
      runs: [run({ url: 'https://forge.example/evil/widget/actions/runs/12/job/5' })],
      states: ['success'],
    },
  ])('$name', ({ runs, states }) => {
    expect(newestChecks(runs, [], OWN).map(({ state }) => state)).toEqual(states);
  });

  it.each<[Partial<CheckRun>, string]>([
    [{ conclusion: 'success' }, 'success'],
    [{ conclusion: 'neutral' }, 'neutral'],
    [{ conclusion: 'skipped' }, 'neutral'],
    [{ conclusion: 'failure' }, 'failure'],
    [{ conclusion: 'cancelled' }, 'failure'],
    [{ conclusion: 'timed_out' }, 'failure'],
    [{ conclusion: 'action_required' }, 'failure'],
    [{ conclusion: 'stale' }, 'failure'],
    [{ conclusion: 'startup_failure' }, 'failure'],
    [{ status: 'queued' }, 'pending'],
    [{ status: 'in_progress' }, 'pending'],
    [{ status: 'requested' }, 'pending'],
    [{ status: 'waiting' }, 'pending'],
    [{ status: 'pending' }, 'pending'],
  ])('with %j is judged as %s', (fields, state) => {
    expect(newestChecks([run(fields)], [], OWN)[0]?.state).toBe(state);
  });

  it('without a conclusion has failed', () => {
    const { conclusion: _, ...without } = run();
    expect(newestChecks([without], [], OWN)[0]?.state).toBe('failure');
  });
});

describe('the newest status', () => {
  it('is bound to its creator: another account’s green hides no red', () => {
    const statuses = [
      status({ state: 'failure' }),
      status({ creator: { id: '2', login: 'ci' }, createdAt: later }),
    ];
    expect(newestChecks([], statuses, OWN).map(({ state }) => state)).toEqual(['failure', 'success']);
  });

  it('supersedes earlier ones of the same creator', () => {
    const statuses = [status({ createdAt: later, state: 'error' }), status({ state: 'pending' })];
    expect(newestChecks([], statuses, OWN).map(({ state }) => state)).toEqual(['failure']);
  });
});
