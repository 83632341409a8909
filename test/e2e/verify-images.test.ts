// A whole release with images as its verifier sees it, and the lies about it that are told to a door alone: those that a
// forger could lay out or serve stand in test/forgeries.
import { afterAll, describe, expect, it } from 'vitest';

import type { ListedReferrer } from '../../src/domain/colophon.ts';
import type { Digest } from '../../src/domain/digest.ts';
import { refuses } from '../../src/domain/finding.ts';
import { OCI_MANIFEST } from '../../src/domain/oci.ts';
import type { Verdict } from '../../src/domain/verdict.ts';
import { createProver, type ReleaseRequest, verifyRelease } from '../../src/verify/index.ts';
import {
  CHART,
  type ImageRelease,
  type ImageReleaseOptions,
  makeImageRelease,
  MIRROR,
  ORIGIN,
} from '../support/image-release.ts';
import { facts } from '../support/release-facts.ts';

const made: ImageRelease[] = [];
const make = async (options?: ImageReleaseOptions): Promise<ImageRelease> => {
  const release = await makeImageRelease(options);
  made.push(release);
  return release;
};
afterAll(async () => {
  await Promise.all(made.map((release) => release.remove()));
});

const judge = (release: ImageRelease, more: Partial<ReleaseRequest> = {}): Promise<Verdict> =>
  verifyRelease({
    assets: release.source,
    registry: release.memory.registry,
    policy: release.policy,
    complete: true,
    local: true,
    ignore: [],
    ...more,
  });
const codes = ({ findings }: Verdict): readonly string[] => [
  ...new Set(findings.filter(refuses).map(({ code }) => code)),
];

describe('a whole release with images', () => {
  it('is consistent, layers, mirrors and all', async () => {
    const verdict = await judge(await make());
    expect(verdict.findings.filter(refuses)).toEqual([]);
    expect(verdict).toMatchObject({ rehearsal: 'consistent', verified: false });
    expect(verdict.findings.map(({ code }) => code)).toEqual(
      expect.arrayContaining([
        'IMAGE_HOLDS',
        'CHART_HOLDS',
        'MIRROR_EQUAL',
        'REFERENCES_PINNED',
        'IMAGE_TAG_GIVEN',
      ]),
    );
  });

  it('says that images were not asked for where there is no registry, and demands them of a whole release', async () => {
    const { source: assets, policy } = await make();
    const ask = (complete: boolean): Promise<Verdict> =>
      verifyRelease({ assets, policy, complete, ignore: [] });
    expect(codes(await ask(true))).toEqual(['IMAGES_NOT_ASKED']);
    const present = await ask(false);
    expect(codes(present)).toEqual([]);
    expect(present.findings.find(({ code }) => code === 'IMAGES_NOT_ASKED')).toMatchObject({
      subject: '1 image, 1 chart, 1 mirror',
      result: 'info',
    });
  });

  it('says what was not looked at: layers that were not fetched, and charts packed inside a chart', async () => {
    const release = await make({ chart: (texts) => void (texts['charts/part-1.0.0.tgz'] = 'packed') });
    const verdict = await judge(release, { local: false });
    expect(codes(verdict)).toEqual([]);
    expect(verdict.findings.filter(({ result }) => result === 'info').map(({ code }) => code)).toEqual(
      expect.arrayContaining(['ARCHIVE_NOT_OPENED', 'LAYERS_NOT_READ']),
    );
    const whole = await judge(await make());
    expect(whole.findings.map(({ code }) => code)).not.toContain('LAYERS_NOT_READ');
  });

  it('does not call the references of a chart pinned when a file of it is too large to be read', async () => {
    const huge = `# ${'x'.repeat(16 * 1024 * 1024)}`;
    const release = await make({ chart: (texts) => void (texts['templates/huge.yaml'] = huge) });
    expect(codes(await judge(release))).toEqual(['REFERENCES_UNREADABLE']);
  });

  it('is proved before its tags are given and its list is attached, and not said to be public then', async () => {
    const release = await make();
    for (const repository of [ORIGIN, CHART, `${MIRROR}/widget`, `${MIRROR}/charts/greeter`]) {
      const { tags, referrers } = release.memory.repository(repository);
      tags.clear();
      const listed = new Set(
        [...release.images, release.chart].flatMap((entry) => entry.referrers.map(({ digest }) => digest)),
      );
      for (const list of referrers.values())
        for (const digest of list.keys()) if (!listed.has(digest)) list.delete(digest);
    }
    const staged = await judge(release, { names: 'not yet' });
    expect(codes(staged)).toEqual([]);
    expect(staged.findings.map(({ code }) => code)).toContain('IMAGE_TAG_FREE');
    const prover = createProver({
      trustedRoot: release.policy.trustedRoot,
      published: () => release.source,
      registry: release.memory.registry,
    });
    const identity = await release.sigstore.run.identity('v1.2.3');
    const { commit = '' } = release.policy;
    const published = await prover.published({ ...facts, commit }, identity);
    expect(codes(published).toSorted()).toEqual(['IMAGE_TAG_MISSING', 'SEAL_MISSING']);
  });

  it('is proved before it is named where a registry has lost the list and still says that it is attached', async () => {
    const release = await make();
    const { content, tags, referrers } = release.memory.repository(ORIGIN);
    tags.clear();
    for (const list of referrers.values())
      for (const { digest, artifactType } of list.values())
        if (artifactType === 'application/vnd.colophon.release.v1+json') content.delete(digest);
    expect(codes(await judge(release, { names: 'not yet' }))).toEqual([]);
    expect(codes(await judge(release, { names: 'given' }))).toContain('CONTENT_ABSENT');
  });
});

interface Lie {
  readonly lie: string;
  readonly code: string;
  readonly options?: ImageReleaseOptions;
  readonly tell?: (release: ImageRelease) => void;
  readonly request?: Partial<ReleaseRequest>;
}

const AMD64 = 'linux/amd64';
const NO_DIGEST: Digest = `sha256:${'0'.repeat(64)}`;
const referrerOf = (release: ImageRelease): ListedReferrer => {
  const [found] = release.images[0]?.referrers ?? [];
  if (found === undefined) throw new TypeError('no referrer');
  return found;
};

const LIES: readonly Lie[] = [
  {
    lie: 'a manifest that is none',
    code: 'MANIFEST_MALFORMED',
    options: { manifest: (_, { label }) => (label === AMD64 ? { schemaVersion: 2 } : undefined) },
  },
  {
    lie: 'a referrer that its registry holds and does not name any more',
    code: 'REFERRER_STRIPPED',
    tell: (release) => {
      const { subject, digest } = referrerOf(release);
      release.memory.repository(ORIGIN).referrers.get(subject)?.delete(digest);
    },
  },
  {
    lie: 'a referrer of other bytes, which its registry still names',
    code: 'CONTENT_DAMAGED',
    tell: (release) => {
      const { content } = release.memory.repository(ORIGIN);
      content.set(referrerOf(release).digest, new TextEncoder().encode('{}'));
    },
  },
  {
    lie: 'a referrer that says that it is about something else, listed by its registry all the same',
    code: 'REFERRER_OF_OTHER_SUBJECT',
    options: {
      referrer: (manifest, { label, says }) =>
        label === AMD64 && says === 'signature'
          ? { ...manifest, subject: { mediaType: OCI_MANIFEST, digest: NO_DIGEST, size: 7 } }
          : undefined,
    },
  },
  {
    lie: 'the signature of a chart for another tag',
    code: 'IMAGE_ROLE_MISMATCH',
    options: {
      statement: (statement, { content, says }) =>
        content === 'greeter' && says === 'signature'
          ? (JSON.parse(JSON.stringify(statement).replace('1.2.3', '1.2.4')) as unknown)
          : undefined,
    },
  },
  {
    lie: 'a chart without a provenance',
    code: 'IMAGE_WITHOUT_PROVENANCE',
    options: {
      statement: (_, { content, says }) =>
        content === 'greeter' && says === 'provenance' ? null : undefined,
    },
  },
  {
    lie: 'a version tag that is taken before it is given',
    code: 'IMAGE_TAG_OTHER',
    tell: ({ memory, chart }) => void memory.repository(ORIGIN).tags.set('v1.2.3', chart),
    request: { names: 'not yet' },
  },
];

describe('a lie', () => {
  it.each(LIES)('is refused: $lie is $code and nothing else', async ({ code, options, tell, request }) => {
    const release = await make(options);
    tell?.(release);
    const verdict = await judge(release, request);
    expect(codes(verdict)).toEqual([code]);
    expect(verdict).toMatchObject({ verified: false, rehearsal: 'inconsistent' });
  });
});
