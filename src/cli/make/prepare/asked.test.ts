import { expect, it } from 'vitest';

import { Failure } from '../../../domain/failure.ts';
import type { Source } from '../../../ports/source.ts';
import { findCommit, settleTag } from './asked.ts';

const A = 'a'.repeat(40);
const B = 'b'.repeat(40);
const TAGS: Readonly<Record<string, string>> = { 'v1.0.0': A, 'v1.1.0': B, 'v1.2.0-rc.1': B, nightly: B };
const REFS: Readonly<Record<string, string>> = { main: B, 'release/1.0': A, ...TAGS };

const source = {
  commit: async (ref: string) => {
    const id = REFS[ref];
    if (id === undefined) throw new Failure('REF_UNKNOWN', `no ${ref}`, { remedy: 'name another' });
    return { id, parents: [], time: '', epoch: 0, subject: '' };
  },
  tag: async (name: string) => TAGS[name],
  tagsBefore: async (commit: string) =>
    Object.entries(TAGS)
      .filter(([, at]) => at === A || commit === B)
      .map(([name, at]) => ({ name, commit: at })),
} as unknown as Source;

const settled = async (
  wanted: { ref?: string; tag?: string },
  head: string | undefined = B,
  pattern = 'v{version}',
) => {
  const found = await findCommit(source, head, wanted);
  return { commit: found.commit, ...(await settleTag(source, found, pattern)) };
};

it.each([
  {
    name: 'the tag that is named',
    wanted: { tag: 'v1.0.0' },
    expect: { commit: A, tag: 'v1.0.0', tagged: true },
  },
  {
    name: 'the highest tag at HEAD that follows the pattern',
    wanted: {},
    expect: { commit: B, tag: 'v1.2.0-rc.1', tagged: true },
  },
  {
    name: 'a tag that is named as the ref',
    wanted: { ref: 'v1.1.0' },
    expect: { commit: B, tag: 'v1.1.0', tagged: true },
  },
  {
    name: 'the tag at a branch',
    wanted: { ref: 'release/1.0' },
    expect: { commit: A, tag: 'v1.0.0', tagged: true },
  },
  {
    name: 'a tag that is not there, at a ref',
    wanted: { tag: 'v9.0.0', ref: 'main' },
    expect: { commit: B, tag: 'v9.0.0', tagged: false },
  },
  {
    name: 'ref and tag that agree',
    wanted: { tag: 'v1.0.0', ref: 'release/1.0' },
    expect: { commit: A, tag: 'v1.0.0', tagged: true },
  },
  {
    name: 'a ref that is a tag outside the pattern',
    wanted: { ref: 'nightly' },
    expect: { commit: B, tag: 'v1.2.0-rc.1', tagged: true },
  },
])('means $name', async ({ wanted, expect: meant }) => {
  expect(await settled(wanted)).toEqual(meant);
});

it('makes up a version after the last stable one for a commit without a tag of the pattern', async () => {
  expect(await settled({}, B, 'cli-{version}')).toEqual({
    commit: B,
    tag: `cli-0.0.1-rehearsal.g${'b'.repeat(12)}`,
    tagged: false,
  });
});

it.each([
  { name: 'a tag that is not there', wanted: { tag: 'v9.0.0' }, code: 'REF_UNKNOWN' },
  { name: 'a ref that is not there', wanted: { ref: 'gone' }, code: 'REF_UNKNOWN' },
  { name: 'a repository without HEAD', wanted: {}, head: undefined, code: 'REF_UNKNOWN' },
  {
    name: 'a tag that is another commit than the ref',
    wanted: { tag: 'v1.0.0', ref: 'main' },
    code: 'USAGE',
  },
])('refuses $name', async ({ wanted, code, ...rest }) => {
  await expect(findCommit(source, 'head' in rest ? undefined : B, wanted)).rejects.toMatchObject({ code });
});
