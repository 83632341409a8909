import { describe, expect, it } from 'vitest';

import { createMemoryRegistry } from '../../../test/support/memory-registry.ts';
import { CHART, IMAGE } from '../../../test/support/pushable.ts';
import { MIRROR, sealedContents } from '../../../test/support/sealed-contents.ts';
import { present } from '../../../test/support/present.ts';
import { Failure } from '../../domain/failure.ts';
import { canonicalJson } from '../../formats/canonical-json.ts';
import { parseReferrer } from '../../formats/oci/referrer.ts';
import { parseOutcome } from '../../formats/outcome/index.ts';

const COLOPHON = 'application/vnd.colophon.release.v1+json';

describe('the seal', () => {
  it('is attached to index, platforms and chart, in the origin and in mirrors', async () => {
    const { outcomes, registries } = await sealedContents();
    const { attached } = outcomes.seal;
    const wanted = [
      ...outcomes.push.pushed,
      ...outcomes.mirror.mirrors.flatMap(({ content }) => content),
    ].flatMap(({ repository, root, platforms }) =>
      [root, ...platforms].map(({ digest }) => `${repository}@${digest}`),
    );
    expect(attached.map(({ repository, subject }) => `${repository}@${subject}`)).toEqual(wanted.toSorted());
    expect(new Set(attached.map(({ repository }) => repository))).toEqual(
      new Set([IMAGE, CHART, `${MIRROR}/widget`, `${MIRROR}/charts/widget`]),
    );
    for (const { repository, subject, manifest } of attached) {
      const found = await registries.registry.referrers(repository, subject);
      expect(found.map(({ digest }) => digest)).toContain(manifest.digest);
    }
    expect(parseOutcome('seal', canonicalJson(outcomes.seal))).toEqual(outcomes.seal);
  });

  it('is two named layers, the same manifest in a mirror as in the origin', async () => {
    const { outcomes, registries } = await sealedContents();
    const { attached, document, bundle } = outcomes.seal;
    const root = outcomes.push.pushed[0]?.root.digest;
    const about = attached.filter(({ subject }) => subject === root);
    expect(about.map(({ repository }) => repository)).toEqual([`${MIRROR}/widget`, IMAGE]);
    expect(about[0]?.manifest).toEqual(about[1]?.manifest);
    const bytes = await registries.registry.manifest(IMAGE, present(about[1]).manifest.digest);
    expect(parseReferrer(bytes)).toMatchObject({
      artifactType: COLOPHON,
      annotations: { 'org.opencontainers.image.created': '2026-01-02T03:04:05Z' },
      layers: [
        { digest: document.content.digest, annotations: { 'org.opencontainers.image.title': document.name } },
        { digest: bundle.content.digest, annotations: { 'org.opencontainers.image.title': bundle.name } },
      ],
    });
  });

  it('is given again to whatever lost it, with the one signature that was made', async () => {
    const registries = createMemoryRegistry();
    const { outcomes, sealAgain, signed } = await sealedContents({ registries });
    const { content, referrers } = registries.repository(IMAGE);
    for (const { manifest } of outcomes.seal.attached) content.delete(manifest.digest);
    referrers.clear();
    expect(await sealAgain()).toEqual(outcomes.seal);
    for (const { subject, manifest } of outcomes.seal.attached.filter(
      ({ repository }) => repository === IMAGE,
    ))
      expect((await registries.registry.referrers(IMAGE, subject)).map(({ digest }) => digest)).toContain(
        manifest.digest,
      );
    // Its signature was found where it still hangs: at the chart.
    expect(signed()).toBe(1);
  });

  it('is signed once, also by a run that finds nothing but what an earlier one left in its ledger', async () => {
    const registries = createMemoryRegistry();
    const { outcomes, sealAgain, signed } = await sealedContents({ registries });
    for (const { repository, manifest } of outcomes.seal.attached)
      registries.repository(repository).content.delete(manifest.digest);
    expect(await sealAgain({ before: outcomes.seal })).toEqual(outcomes.seal);
    expect(signed()).toBe(1);
    for (const { repository, manifest } of outcomes.seal.attached)
      registries.repository(repository).content.delete(manifest.digest);
    await sealAgain();
    expect(signed()).toBe(2);
  });

  describe('where a mirror takes nothing more', () => {
    const refusing = async (required: boolean) => {
      const registries = createMemoryRegistry();
      const { sealAgain } = await sealedContents({ registries, mirrored: { required } });
      const { claims } = registries.registryWriter;
      Object.assign(registries.registryWriter, {
        claims: async (...[repository, all]: Parameters<typeof claims>) => {
          if (!repository.startsWith(MIRROR)) return claims(repository, all);
          throw new Failure('REGISTRY_UNAUTHORIZED', 'no rights', { remedy: 'log in' });
        },
      });
      return sealAgain();
    };

    it('holds the release when the mirror is required', async () => {
      await expect(refusing(true)).rejects.toMatchObject({ code: 'REGISTRY_UNAUTHORIZED' });
    });

    it('goes on without it when the mirror may fail', async () => {
      const sealed = await refusing(false);
      expect(sealed.findings).toMatchObject([{ code: 'MIRROR_FAILED', subject: MIRROR, demanded: false }]);
      expect(sealed.attached.map(({ repository }) => repository)).toEqual([CHART, IMAGE, IMAGE, IMAGE]);
      expect(parseOutcome('seal', canonicalJson(sealed))).toEqual(sealed);
    });
  });

  it('lies in the draft before it is attached, so that a killed run finds its signature', async () => {
    const registries = createMemoryRegistry();
    const { drafted, sealAgain } = await sealedContents({ registries });
    const before = drafted.length;
    registries.repository(IMAGE).referrers.clear();
    const add = registries.referrersIndex.add;
    Object.assign(registries.referrersIndex, { add: () => Promise.reject(new Error('killed')) });
    await expect(sealAgain()).rejects.toThrow('killed');
    expect(drafted.slice(before)).toEqual([
      'widget_v1.2.3.colophon.json',
      'widget_v1.2.3.colophon.json.sigstore.json',
    ]);
    Object.assign(registries.referrersIndex, { add });
    expect((await sealAgain()).attached).toHaveLength(8);
  });
});
