import { beforeEach, describe, expect, it } from 'vitest';

import { CHART, IMAGE } from '../../../test/support/pushable.ts';
import { quietBench } from '../../../test/support/quiet-bench.ts';
import { facts } from '../../../test/support/release-facts.ts';
import { MIRROR, type SealedContents, sealedContents } from '../../../test/support/sealed-contents.ts';
import { present } from '../../../test/support/present.ts';
import type { Descriptor } from '../../domain/descriptor.ts';
import type { Outcomes } from '../../domain/outcome/index.ts';
import { Failure } from '../../domain/failure.ts';
import { canonicalJson } from '../../formats/canonical-json.ts';
import { formatEvidence } from '../../formats/evidence.ts';
import { parseOutcome } from '../../formats/outcome/index.ts';
import type { Forge } from '../../ports/forge.ts';
import type { Source } from '../../ports/source.ts';
import { publish } from './stage.ts';

const evidence = formatEvidence({
  kind: 'colophon.evidence',
  version: 1,
  rehearsed: true,
  project: 'widget',
  repository: { name: 'acme/widget', id: '1', ownerId: '2' },
  tag: facts.tag,
  commit: facts.commit,
  branch: 'main',
  demanded: { approvals: 0, checks: 'all' },
  range: { commits: [facts.commit] },
  changes: [],
  checks: [],
  statuses: [],
  rules: { tag: [], branch: [], environment: [] },
  findings: [],
});

let made: SealedContents;
let said: string[] = [];
beforeEach(async () => {
  made = await sealedContents();
  said = [];
});

const run = async ({ latest = true } = {}): Promise<Outcomes['publish']> => {
  const { outcomes, registries, store } = made;
  const { document, bundle } = outcomes.seal;
  const names = registries.versionNames;
  const sealed = [document, bundle];
  return publish.run(
    'names',
    {
      ...outcomes,
      gate: {
        ...outcomes.gate,
        facts: { ...facts, latest },
        evidence: { ...outcomes.gate.evidence, content: await store.write(evidence, 'application/json') },
      },
    },
    {
      ...registries,
      store,
      versionNames: {
        give: async (repository, tag, content) => {
          said.push(`${repository}:${tag}`);
          return names.give(repository, tag, content);
        },
        move: async (repository, tag, content) => {
          said.push(`move ${repository}:${tag}`);
          return names.move(repository, tag, content);
        },
      },
      staged: {
        draft: async () => ({
          list: async () => sealed.map(({ name, content }) => ({ name, size: content.size })),
          digests: async () => sealed.map(({ content }) => content),
          bytes: async () => new Uint8Array(),
        }),
      },
      source: { tag: async () => facts.commit } as unknown as Source,
      forge: {} as Forge,
      publication: {
        publish: async (_draft, tag) => void said.push(`publish ${tag}`),
        setLatest: async (tag) => void said.push(`latest ${tag}`),
      },
    },
    { targets: {} as never },
    quietBench<'publish'>(),
  );
};

const ORDER = [
  `${IMAGE}:v1.2.3`,
  `${CHART}:1.0.0`,
  `${MIRROR}/widget:v1.2.3`,
  `${MIRROR}/charts/widget:1.0.0`,
  'publish v1.2.3',
];

describe('publishing images and charts', () => {
  it('W11, W12: gives version tags, the chart its own, mirrors theirs, publishes, and moves last what moves', async () => {
    const { names } = await run();
    expect(said).toEqual([...ORDER, `move ${IMAGE}:latest`, 'latest v1.2.3']);
    expect(names).toEqual([...ORDER.slice(0, 4), 'v1.2.3', `${IMAGE}:latest`, 'latest']);
  });

  it('moves nothing in a mirror unless the mirror is to move', async () => {
    made = await sealedContents({ mirrored: { moving: true } });
    await run();
    expect(said.filter((one) => one.startsWith('move'))).toEqual([
      `move ${IMAGE}:latest`,
      `move ${MIRROR}/widget:latest`,
    ]);
  });

  it('W16: moves nothing for a version that is not the highest stable one', async () => {
    await run({ latest: false });
    expect(said).toEqual(ORDER);
  });

  describe('with a mirror that may fail', () => {
    const OWN = [...ORDER.slice(0, 2), 'publish v1.2.3', `move ${IMAGE}:latest`, 'latest v1.2.3'];
    beforeEach(async () => {
      made = await sealedContents({ mirrored: { required: false, moving: true } });
    });

    it('names it like any other while it is whole', async () => {
      const { findings } = await run();
      expect(said).toEqual([
        ...ORDER,
        `move ${IMAGE}:latest`,
        `move ${MIRROR}/widget:latest`,
        'latest v1.2.3',
      ]);
      expect(findings).toBeUndefined();
    });

    it('gives it no name when it lost something since, and goes on', async () => {
      made.registries.repository(`${MIRROR}/charts/widget`).content.clear();
      const outcome = await run();
      expect(said).toEqual(OWN);
      expect(outcome.findings).toMatchObject([{ code: 'MIRROR_FAILED', subject: MIRROR, demanded: false }]);
      expect(parseOutcome('publish', canonicalJson(outcome))).toEqual(outcome);
    });

    it('goes on where it takes no tags', async () => {
      const { give } = made.registries.versionNames;
      Object.assign(made.registries.versionNames, {
        give: async (...[repository, ...rest]: Parameters<typeof give>) => {
          if (!repository.startsWith(MIRROR)) return give(repository, ...rest);
          throw new Failure('REGISTRY_UNAUTHORIZED', 'no rights', { remedy: 'log in' });
        },
      });
      const { names, findings } = await run();
      expect(names).toEqual([...ORDER.slice(0, 2), 'v1.2.3', `${IMAGE}:latest`, 'latest']);
      expect(findings).toHaveLength(1);
    });

    it('W17: stops all the same where the name leads to something else there', async () => {
      const other: Descriptor = { mediaType: 'x/y', digest: `sha256:${'e'.repeat(64)}`, size: 1 };
      made.registries.repository(`${MIRROR}/widget`).tags.set('v1.2.3', other);
      await expect(run()).rejects.toMatchObject({ code: 'TARGET_TAKEN' });
      expect(said).toEqual([]);
    });
  });

  it('accepts names that it has given before', async () => {
    const first = await run();
    expect(await run()).toEqual(first);
  });

  it.each([
    { name: 'the image', repository: IMAGE, tag: 'v1.2.3' },
    { name: 'the chart', repository: CHART, tag: '1.0.0' },
    { name: 'a mirror', repository: `${MIRROR}/charts/widget`, tag: '1.0.0' },
  ])('W17: gives no name at all when one of $name is taken', async ({ repository, tag }) => {
    const other: Descriptor = { mediaType: 'x/y', digest: `sha256:${'e'.repeat(64)}`, size: 1 };
    made.registries.repository(repository).tags.set(tag, other);
    await expect(run()).rejects.toMatchObject({ code: 'TARGET_TAKEN' });
    expect(said).toEqual([]);
    expect(made.registries.repository(repository).tags.get(tag)).toEqual(other);
  });
});

describe('the closure is read before anything has a name', () => {
  const image = (): Outcomes['push']['pushed'][number] => present(made.outcomes.push.pushed[0]);
  const lost = (repository: string, digest: Descriptor['digest']): void =>
    void made.registries.repository(repository).content.delete(digest);
  const damaged = (repository: string, digest: Descriptor['digest']): void =>
    void made.registries.repository(repository).content.set(digest, new TextEncoder().encode('other'));

  it.each([
    { attack: 'a platform is gone', act: () => lost(IMAGE, present(image().platforms[1]).digest) },
    { attack: 'a layer was changed', act: () => damaged(IMAGE, layer()) },
    { attack: 'a layer was changed in a mirror', act: () => damaged(`${MIRROR}/widget`, layer()) },
    { attack: 'a referrer is gone', act: () => lost(IMAGE, present(image().referrers[0]).manifest.digest) },
    {
      attack: 'a referrer is no longer found',
      act: () => made.registries.repository(`${MIRROR}/widget`).referrers.delete(image().root.digest),
    },
    { attack: 'the seal is gone from a chart', act: () => lost(CHART, sealOf(CHART)) },
    {
      attack: 'the seal was attached to less than all',
      act: () => {
        const { outcomes } = made;
        const attached = outcomes.seal.attached.slice(1);
        made = { ...made, outcomes: { ...outcomes, seal: { ...outcomes.seal, attached } } };
      },
    },
  ])('gives no name when $attack', async ({ act }) => {
    act();
    await expect(run()).rejects.toMatchObject({ code: 'CLOSURE_INCOMPLETE' });
    expect(said).toEqual([]);
  });

  const layer = (): Descriptor['digest'] => {
    const { content } = made.registries.repository(IMAGE);
    const found = [...content].find(([, bytes]) => new TextDecoder().decode(bytes).startsWith('layer of'));
    return present(found)[0];
  };
  const sealOf = (repository: string): Descriptor['digest'] =>
    present(made.outcomes.seal.attached.find((one) => one.repository === repository)).manifest.digest;
});
