import { beforeAll, describe, expect, it } from 'vitest';

import { CHART, MIRROR, ORIGIN, OTHER_ORIGIN } from '../support/image-release.ts';
import { present } from '../support/present.ts';
import { ask, held, serve, type Served } from '../support/served-release.ts';

describe('an image in a registry', () => {
  let whole: Served;
  beforeAll(async () => {
    whole = await serve({ second: true });
  });
  const digestOf = (name: 'widget' | 'agent'): string =>
    present(whole.release.images.find((one) => one.name === name)).digest;

  it.each([
    { what: 'by its tag', reference: `${ORIGIN}:v1.2.3`, says: ['IMAGE_TAG_GIVEN', 'LAYERS_NOT_READ'] },
    { what: 'by its tag on a mirror', reference: `${MIRROR}/widget:v1.2.3`, says: ['IMAGE_TAG_GIVEN'] },
    { what: 'a chart', reference: `${CHART}:1.2.3`, says: ['CHART_HOLDS', 'IMAGE_TAG_GIVEN'] },
  ])('is judged where it lies: $what', async ({ reference, says }) => {
    const { said, ...heard } = await ask(whole, reference);
    expect(heard).toEqual(held);
    expect(said).toEqual(expect.arrayContaining(['SEAL_HOLDS', 'REFERRERS_HOLD', ...says]));
  });

  it('is judged by digest, and with its tag, and down to its layers', async () => {
    const { said, ...heard } = await ask(whole, `${ORIGIN}:v1.2.3@${digestOf('widget')}`, {
      deep: true,
      complete: true,
    });
    expect(heard).toEqual(held);
    expect(said).not.toContain('LAYERS_NOT_READ');
    const alone = await ask(whole, `${ORIGIN}@${digestOf('widget')}`);
    expect(alone).toMatchObject(held);
    expect(alone.said).not.toContain('IMAGE_ELSEWHERE');
  });

  it('says that a moving tag moves, and accepts it while it names this release', async () => {
    const { memory } = whole.release;
    memory.repository(ORIGIN).tags.set('latest', present(memory.repository(ORIGIN).tags.get('v1.2.3')));
    const { said, ...heard } = await ask(whole, `${ORIGIN}:latest`);
    expect(heard).toEqual(held);
    expect(said).toContain('IMAGE_TAG_MOVES');
  });

  it('is no claim about a place that was asked by digest alone', async () => {
    const { memory } = whole.release;
    const { content, referrers } = memory.repository(ORIGIN);
    const copy = memory.repository('ghcr.io/acme/copy');
    for (const [digest, bytes] of content) copy.content.set(digest, bytes);
    for (const [digest, list] of referrers) copy.referrers.set(digest, list);
    const { said, ...heard } = await ask(whole, `ghcr.io/acme/copy@${digestOf('widget')}`);
    expect(heard).toEqual(held);
    expect(said).toContain('IMAGE_ELSEWHERE');
  });

  it('is called in a copy of one’s own as in the place that it is said to be copied from', async () => {
    const { memory } = whole.release;
    const { content, referrers, tags } = memory.repository(ORIGIN);
    const copy = memory.repository('ghcr.io/acme/own');
    for (const [digest, bytes] of content) copy.content.set(digest, bytes);
    for (const [digest, list] of referrers) copy.referrers.set(digest, list);
    for (const tag of ['v1.2.3', 'v1.2.4']) copy.tags.set(tag, present(tags.get('v1.2.3')));
    const asked = (tag: string, from: string) =>
      ask(whole, `ghcr.io/acme/own:${tag}`, { as: `${whole.host}/${from}` });
    const { said, ...heard } = await asked('v1.2.3', ORIGIN);
    expect(heard).toEqual(held);
    expect(said).toContain('IMAGE_TAG_GIVEN');
    const refused = { exit: 1, codes: ['IMAGE_ROLE_MISMATCH'] };
    expect(await asked('v1.2.4', ORIGIN)).toMatchObject(refused);
    expect(await asked('v1.2.3', OTHER_ORIGIN)).toMatchObject(refused);
  });

  it.each([
    { name: 'a tag that is not there', reference: `${ORIGIN}:v9`, code: 'TARGET_MISSING' },
    { name: 'a repository alone', reference: ORIGIN, code: 'USAGE' },
    {
      name: 'a tag and a digest that are two things',
      reference: `${ORIGIN}:v1.2.3@sha256:${'0'.repeat(64)}`,
      code: 'TARGET_AMBIGUOUS',
    },
  ])('says what is wrong with $name', async ({ reference, code }) => {
    await expect(ask(whole, reference)).rejects.toMatchObject({ code });
  });

  it('asks nobody when it is told to', async () => {
    await expect(ask(whole, `${ORIGIN}:v1.2.3`, { offline: true })).rejects.toMatchObject({ code: 'USAGE' });
  });
});

describe('what an earlier run has left upon an image', () => {
  type Change = (statement: { readonly subject: readonly object[] }) => object;
  const beside = async (change: Change = (statement) => statement): Promise<Served> => {
    const there = await serve();
    const { digest } = present(there.release.images[0]);
    await there.release.attach(ORIGIN, digest, change(there.provenance as Parameters<Change>[0]));
    return there;
  };

  it('is accepted where it is a provenance of exactly this, by exactly this signer', async () => {
    const there = await beside();
    const { said, ...heard } = await ask(there, `${ORIGIN}:v1.2.3`, { complete: true });
    expect(heard).toEqual(held);
    expect(said).toContain('REFERRER_OF_EARLIER_RUN');
  });

  it.each([
    {
      lie: 'leaves a platform out',
      change: ({ subject, ...rest }) => ({ ...rest, subject: subject.slice(0, 2) }),
    },
    {
      lie: 'is of another tag',
      change: (statement) =>
        JSON.parse(JSON.stringify(statement).replaceAll('"tag":"v1.2.3"', '"tag":"v1.2.4"')) as object,
    },
  ] satisfies readonly { readonly lie: string; readonly change: Change }[])(
    'is refused where it $lie',
    async ({ change }) => {
      const there = await beside(change);
      expect(await ask(there, `${ORIGIN}:v1.2.3`, { complete: true })).toMatchObject({
        exit: 1,
        codes: ['REFERRER_UNLISTED'],
      });
    },
  );
});
