// The forge of a rehearsal: played by default, given by a file, refused with a place.
import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { changesOf, checksOf, defaultForgeState, parseForgeState, statusesOf } from './forge-state.ts';

const base = defaultForgeState({ name: 'acme/widget' });
const bytes = (value: unknown) =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
const parse = (value: unknown) => parseForgeState(bytes(value), 'forge.json', base);
const head = { kind: 'colophon.forge-state', version: 1 };
const commit = 'a'.repeat(40);

describe('by default', () => {
  it('any commit is a change that somebody else approved on the merged head', () => {
    const [change] = changesOf(base, commit);
    expect(change).toMatchObject({ head: commit, merged: commit, reviews: [{ state: 'approved', commit }] });
    expect(change?.reviews[0]?.by.id).not.toBe(change?.author.id);
  });

  it('one check on any commit succeeded', () => {
    expect(checksOf(base, commit)).toMatchObject([{ status: 'completed', conclusion: 'success' }]);
    expect(statusesOf(base, commit)).toEqual([]);
  });
});

describe('a file', () => {
  it('replaces the sections that it has, and only those', () => {
    const state = parse({ ...head, checks: [], repository: { defaultBranch: 'trunk' } });
    expect(state.repository).toEqual({ ...base.repository, defaultBranch: 'trunk' });
    expect(state.checks).toEqual([]);
    expect(state.changes).toEqual(base.changes);
  });

  it('may be the sample that is published', () => {
    const state = parseForgeState(readFileSync('docs/formats/forge-state.sample.json'), 'sample', base);
    expect(changesOf(state, '2'.repeat(40))).toMatchObject([{ number: 7, merged: '2'.repeat(40) }]);
    expect(changesOf(state, '1'.repeat(40))).toEqual([]);
    expect(checksOf(state, '3'.repeat(40))).toHaveLength(1);
    expect(statusesOf(state, '2'.repeat(40))).toHaveLength(1);
    expect(statusesOf(state, '3'.repeat(40))).toEqual([]);
  });

  it('finds a change by any commit that it became', () => {
    const [template] = base.changes;
    const state = parse({ ...head, changes: [{ ...template, merged: 'b'.repeat(40), commits: [commit] }] });
    expect(changesOf(state, commit)).toMatchObject([{ merged: 'b'.repeat(40) }]);
    expect(changesOf(state, commit)[0]).not.toHaveProperty('commits');
  });

  it.each([
    { name: 'no JSON', value: '{', at: '1:2', says: 'no YAML' },
    { name: 'an empty file', value: '', at: '1:1', says: 'empty' },
    { name: 'another kind', value: { kind: 'x', version: 1 }, at: '1:9', says: 'colophon.forge-state' },
    {
      name: 'an unknown key',
      value: '{"kind":"colophon.forge-state","version":1,\n"cheks":[]}',
      at: '2:1',
      says: 'cheks',
    },
    {
      name: 'a key twice',
      value: '{"kind":"colophon.forge-state",\n"version":1,"version":1}',
      at: '2:13',
      says: 'stands twice',
    },
    {
      name: 'a short commit',
      value: `{"kind":"colophon.forge-state","version":1,"statuses":[\n{"commit":"abc","context":"x","state":"success","creator":{"id":"1","login":"x"},"createdAt":"2026-01-01T00:00:00Z"}]}`,
      at: '2:11',
      says: '40 hexadecimal',
    },
    {
      name: 'a number for an id',
      value: `{"kind":"colophon.forge-state","version":1,"repository":{\n"id":7}}`,
      at: '2:6',
      says: 'write it in quotes',
    },
    {
      name: 'no time',
      value: `{"kind":"colophon.forge-state","version":1,"statuses":[{"commit":"*","context":"x","state":"success","creator":{"id":"1","login":"x"},\n"createdAt":"yesterday"}]}`,
      at: '2:13',
      says: '2026-01-31T12:00:00Z',
    },
  ])('is refused for $name, with its place', ({ value, at, says }) => {
    expect(() => parse(value)).toThrow(
      expect.objectContaining({
        code: 'FORGE_STATE_INVALID',
        exit: 2,
        at: `forge.json:${at}`,
        message: expect.stringContaining(says),
      }),
    );
  });
});
