import { gzipSync } from 'node:zlib';

import { afterAll, describe, expect, it } from 'vitest';

import type { ListedReferrer } from '../../src/domain/colophon.ts';
import type { Digest } from '../../src/domain/digest.ts';
import { refuses } from '../../src/domain/finding.ts';
import { OCI_INDEX, OCI_MANIFEST } from '../../src/domain/oci.ts';
import type { Verdict } from '../../src/domain/verdict.ts';
import { canonicalJson } from '../../src/formats/canonical-json.ts';
import { BLOCK, headerBlock } from '../../src/formats/tar/header.ts';
import { formatPax } from '../../src/formats/tar/pax.ts';
import { createProver, type ReleaseRequest, verifyRelease } from '../../src/verify/index.ts';
import {
  CHART,
  type ImageRelease,
  type ImageReleaseOptions,
  makeImageRelease,
  MIRROR,
  ORIGIN,
  OTHER_ORIGIN,
  type StatementPiece,
} from '../support/image-release.ts';
import { facts } from '../support/release-facts.ts';
import type { SmallFile } from '../support/release.ts';

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
  readonly tell?: (release: ImageRelease) => Promise<void> | void;
  readonly request?: Partial<ReleaseRequest>;
}

const AMD64 = 'linux/amd64';
const ARM64 = 'linux/arm64';
const on = <T>(wanted: Partial<StatementPiece>, piece: Partial<StatementPiece>, then: T): T | undefined =>
  Object.entries(wanted).every(([key, value]) => piece[key as keyof StatementPiece] === value)
    ? then
    : undefined;
const edited = (value: unknown, edit: (text: string) => string): unknown =>
  JSON.parse(edit(new TextDecoder().decode(canonicalJson(value)))) as unknown;
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

const rootOf = ({ images: [image] }: ImageRelease): Digest => image?.digest ?? NO_DIGEST;
const NO_DIGEST = `sha256:${'0'.repeat(64)}` as const;
const referrerOf = (release: ImageRelease, at = 0): ListedReferrer => {
  const found = release.images[0]?.referrers[at];
  if (found === undefined) throw new TypeError('no referrer');
  return found;
};
/** Makes a place forget something: its bytes, and that it is attached. */
const forget = ({ memory }: ImageRelease, repository: string, digest: Digest): void => {
  const { content, referrers } = memory.repository(repository);
  content.delete(digest);
  for (const list of referrers.values()) list.delete(digest);
};
const verdictOver = (digest: Digest): object => ({
  _type: 'https://in-toto.io/Statement/v1',
  subject: [{ name: ORIGIN, digest: { sha256: digest.slice('sha256:'.length) } }],
  predicateType: 'https://slsa.dev/verification_summary/v1',
  predicate: { verificationResult: 'FAILED' },
});

const INDEX_LIES: readonly Lie[] = [
  {
    lie: 'a platform swapped for another in the index',
    code: 'PLATFORM_SWAPPED',
    options: {
      index: ({ manifests, ...index }) => {
        const [a, b] = manifests;
        return {
          ...index,
          manifests: [
            { ...b, platform: a?.platform },
            { ...a, platform: b?.platform },
          ],
        };
      },
    },
  },
  {
    lie: 'a platform taken out of the index',
    code: 'PLATFORM_MISSING',
    options: { index: ({ manifests, ...index }) => ({ ...index, manifests: manifests.slice(1) }) },
  },
  {
    lie: 'a platform too many',
    code: 'PLATFORM_EXTRA',
    options: {
      index: ({ manifests, ...index }) => ({
        ...index,
        manifests: [
          ...manifests,
          { ...manifests[0], digest: NO_DIGEST, platform: { os: 'linux', architecture: 's390x' } },
        ],
      }),
    },
  },
  {
    lie: 'a platform twice',
    code: 'PLATFORM_TWICE',
    options: {
      index: ({ manifests, ...index }) => ({ ...index, manifests: [...manifests, manifests[0]] }),
    },
  },
  {
    lie: 'a config of another architecture',
    code: 'IMAGE_PLATFORM_MISMATCH',
    options: { config: (config, piece) => on({ label: ARM64 }, piece, { ...config, architecture: 'amd64' }) },
  },
  {
    lie: 'a config of a variant that nobody named',
    code: 'IMAGE_PLATFORM_MISMATCH',
    options: { config: (config, piece) => on({ label: ARM64 }, piece, { ...config, variant: 'v9' }) },
  },
  {
    lie: 'a program of another architecture',
    code: 'BINARY_OF_OTHER_PLATFORM',
    options: {
      layer: (texts, piece) => {
        if (piece.label === ARM64) texts['widget'] = ELF_AMD64;
        return undefined;
      },
    },
    request: { deep: true },
  },
  {
    lie: 'an index that says another size of a platform',
    code: 'DESCRIPTOR_MISMATCH',
    options: { pointer: (pointer, piece) => on({ label: AMD64 }, piece, { ...pointer, size: 7 }) },
  },
  {
    lie: 'an index that says another media type of a platform',
    code: 'DESCRIPTOR_MISMATCH',
    options: {
      pointer: (pointer, piece) =>
        on({ label: AMD64 }, piece, {
          ...pointer,
          mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
        }),
    },
  },
  {
    lie: 'a layer that says another size',
    code: 'CONTENT_DAMAGED',
    options: {
      manifest: (manifest, piece) => on({ label: AMD64 }, piece, firstLayer(manifest, { size: 7 })),
    },
  },
  {
    lie: 'a layer that is no layer',
    code: 'DESCRIPTOR_MISMATCH',
    options: {
      manifest: (manifest, piece) =>
        on({ label: AMD64 }, piece, firstLayer(manifest, { mediaType: 'text/plain' })),
    },
  },
  {
    lie: 'a manifest with layers and manifests',
    code: 'MANIFEST_AMBIGUOUS',
    options: { manifest: (manifest, piece) => on({ label: AMD64 }, piece, { ...manifest, manifests: [] }) },
  },
  {
    lie: 'a manifest that says that it is an index',
    code: 'MANIFEST_TYPE_MISMATCH',
    options: {
      manifest: (manifest, piece) => on({ label: AMD64 }, piece, { ...manifest, mediaType: OCI_INDEX }),
    },
  },
  {
    lie: 'an index inside the index',
    code: 'MANIFEST_NESTED',
    options: {
      index: ({ manifests, ...index }) => ({
        ...index,
        manifests: manifests.map((one, at) => (at === 0 ? { ...one, mediaType: OCI_INDEX } : one)),
      }),
    },
  },
  {
    lie: 'a digest that leaves its directory',
    code: 'MANIFEST_DIGEST_INVALID',
    options: {
      manifest: (manifest, piece) =>
        on({ label: AMD64 }, piece, firstLayer(manifest, { digest: 'sha256:../../../etc/passwd' })),
    },
  },
  {
    lie: 'a layer that is to be fetched from elsewhere',
    code: 'LAYER_ELSEWHERE',
    options: {
      manifest: (manifest, piece) =>
        on({ label: AMD64 }, piece, firstLayer(manifest, { urls: ['https://evil.example/layer'] })),
    },
  },
  {
    lie: 'a manifest that is none',
    code: 'MANIFEST_MALFORMED',
    options: { manifest: (_, piece) => on({ label: AMD64 }, piece, { schemaVersion: 2 }) },
  },
  {
    lie: 'a layer altered where it lies',
    code: 'CONTENT_DAMAGED',
    tell: ({ memory, images }) => {
      const { content } = memory.repository(ORIGIN);
      const manifest = content.get(images[0]?.platforms[0]?.digest ?? NO_DIGEST) ?? new Uint8Array();
      const { layers } = JSON.parse(new TextDecoder().decode(manifest)) as { layers: { digest: Digest }[] };
      content.set(layers[0]?.digest ?? NO_DIGEST, bytesOf('other'));
    },
  },
  {
    lie: 'an index that is gone',
    code: 'CONTENT_ABSENT',
    tell: (release) => forget(release, ORIGIN, rootOf(release)),
  },
];

const REFERRER_LIES: readonly Lie[] = [
  {
    lie: 'a referrer stripped',
    code: 'REFERRER_STRIPPED',
    tell: (release) => forget(release, ORIGIN, referrerOf(release).digest),
  },
  {
    lie: 'a referrer that its registry does not name any more',
    code: 'REFERRER_STRIPPED',
    tell: (release) => {
      const { subject, digest } = referrerOf(release);
      release.memory.repository(ORIGIN).referrers.get(subject)?.delete(digest);
    },
  },
  {
    lie: 'a referrer altered',
    code: 'CONTENT_DAMAGED',
    tell: (release) => {
      release.memory.repository(ORIGIN).content.set(referrerOf(release).digest, bytesOf('{}'));
    },
  },
  {
    lie: 'a referrer added',
    code: 'REFERRER_UNLISTED',
    tell: async (release) => {
      await release.attach(ORIGIN, rootOf(release), {
        ...verdictOver(rootOf(release)),
        predicateType: 'https://spdx.dev/Document',
      });
    },
  },
  {
    lie: 'a verdict over the image, not listed',
    code: 'STATEMENT_NO_SIGNATURE',
    tell: async (release) => {
      await release.attach(ORIGIN, rootOf(release), verdictOver(rootOf(release)));
    },
    request: { complete: false },
  },
  {
    lie: 'a verdict over the image, listed',
    code: 'STATEMENT_NO_SIGNATURE',
    options: { more: (piece, digest) => on({ label: 'index' }, piece, verdictOver(digest)) },
  },
  {
    lie: 'an annotation that says another predicate',
    code: 'REFERRER_ANNOTATION_LIES',
    options: {
      referrer: (manifest, piece) =>
        on(
          { label: AMD64, says: 'sbom' },
          piece,
          edited(manifest, (text) =>
            text.replace('https://spdx.dev/Document', 'https://slsa.dev/provenance/v1'),
          ),
        ),
    },
  },
  {
    lie: 'a referrer of another platform',
    code: 'REFERRER_OF_OTHER_SUBJECT',
    options: {
      statement: (statement, piece) =>
        on(
          { label: AMD64, says: 'signature' },
          piece,
          edited(statement, (text) =>
            text.replace(/"sha256":"[0-9a-f]{64}"/, `"sha256":"${'0'.repeat(64)}"`),
          ),
        ),
    },
  },
  {
    lie: 'a referrer that says that it is about something else',
    code: 'REFERRER_OF_OTHER_SUBJECT',
    options: {
      referrer: (manifest, piece) =>
        on({ label: AMD64, says: 'signature' }, piece, {
          ...manifest,
          subject: { mediaType: OCI_MANIFEST, digest: NO_DIGEST, size: 7 },
        }),
    },
  },
  {
    lie: 'a referrer that says another size of what it is about',
    code: 'DESCRIPTOR_MISMATCH',
    options: {
      referrer: (manifest, piece) =>
        on(
          { label: AMD64, says: 'signature' },
          piece,
          edited(manifest, (text) => text.replace(/("subject":\{.*"size":)\d+/, '$17')),
        ),
    },
  },
  {
    lie: 'a referrer with two bundles',
    code: 'REFERRER_MALFORMED',
    options: {
      referrer: (manifest, piece) => {
        const { layers } = manifest as { readonly layers: readonly object[] };
        return on({ label: AMD64, says: 'signature' }, piece, {
          ...manifest,
          layers: [...layers, ...layers],
        });
      },
    },
  },
  {
    lie: 'a signature of another role',
    code: 'IMAGE_ROLE_MISMATCH',
    options: {
      statement: (statement, piece) =>
        on(
          { content: 'widget', says: 'signature', label: AMD64 },
          piece,
          edited(statement, (text) => text.replace(AMD64, ARM64)),
        ),
    },
  },
  {
    lie: 'two images of one release whose signatures were exchanged',
    code: 'IMAGE_ROLE_MISMATCH',
    options: {
      second: true,
      statement: (statement, { content, says }) => {
        if (says !== 'signature' || content === 'greeter') return undefined;
        const [from, to] = content === 'widget' ? [ORIGIN, OTHER_ORIGIN] : [OTHER_ORIGIN, ORIGIN];
        return edited(statement, (text) => text.replaceAll(from, to));
      },
    },
  },
  {
    lie: 'a signature for another tag',
    code: 'IMAGE_ROLE_MISMATCH',
    options: {
      statement: (statement, piece) =>
        on(
          { content: 'greeter', says: 'signature' },
          piece,
          edited(statement, (text) => text.replace('1.2.3', '1.2.4')),
        ),
    },
  },
  {
    lie: 'a platform without a signature',
    code: 'IMAGE_NOT_SIGNED',
    options: { statement: (_, piece) => on({ label: AMD64, says: 'signature' }, piece, null) },
  },
  {
    lie: 'a chart without a provenance',
    code: 'IMAGE_WITHOUT_PROVENANCE',
    options: { statement: (_, piece) => on({ content: 'greeter', says: 'provenance' }, piece, null) },
  },
  {
    lie: 'a platform without a signed SBOM',
    code: 'SBOM_NOT_ATTESTED',
    options: { statement: (_, piece) => on({ label: AMD64, says: 'sbom' }, piece, null) },
  },
  {
    lie: 'another SBOM signed than published',
    code: 'SBOM_ATTESTED_OTHER',
    options: {
      statement: (statement, piece) =>
        on(
          { label: AMD64, says: 'sbom' },
          piece,
          edited(statement, (text) => text.replace('SPDXRef-Image"', 'SPDXRef-Other"')),
        ),
    },
  },
  {
    lie: 'an SBOM of an image that describes another one',
    code: 'SBOM_DESCRIBES_OTHER',
    options: {
      files: (files) => {
        const name = 'widget.linux_amd64.spdx.json';
        const file = files.get(name);
        if (file === undefined) throw new TypeError(`no ${name}`);
        const text = new TextDecoder().decode(file.bytes).replace(/[0-9a-f]{64}/, '0'.repeat(64));
        files.set(name, { ...file, bytes: bytesOf(text) });
      },
      statement: (statement, piece) =>
        on(
          { label: AMD64, says: 'sbom' },
          piece,
          edited(statement, (text) => text.replace(/("checksumValue":")[0-9a-f]{64}/, `$1${'0'.repeat(64)}`)),
        ),
    },
  },
  {
    lie: 'a provenance of an image of another commit',
    code: 'PROVENANCE_OF_OTHER_COMMIT',
    options: {
      statement: (statement, piece) =>
        on(
          { content: 'widget', says: 'provenance' },
          piece,
          edited(statement, (text) =>
            text.replaceAll('0123456789abcdef0123456789abcdef01234567', 'e'.repeat(40)),
          ),
        ),
    },
  },
  {
    lie: 'a provenance that leaves a platform out',
    code: 'SUBJECT_MISSING',
    options: {
      statement: (statement, piece) => {
        const { subject } = statement as { readonly subject: readonly object[] };
        return on({ content: 'widget', says: 'provenance' }, piece, {
          ...statement,
          subject: subject.slice(0, 2),
        });
      },
    },
  },
  {
    lie: 'a provenance under the name of another repository',
    code: 'IMAGE_ROLE_MISMATCH',
    options: {
      statement: (statement, piece) =>
        on(
          { content: 'widget', says: 'provenance' },
          piece,
          edited(statement, (text) => text.replaceAll(`"${ORIGIN}"`, `"${OTHER_ORIGIN}"`)),
        ),
    },
  },
  {
    lie: 'another sealed list attached',
    code: 'RELEASE_EQUIVOCATES',
    tell: (release) =>
      release.attachList(ORIGIN, rootOf(release), (list) => ({
        ...list,
        latest: false,
        images: list.images.map((image) => ({ ...image, moving: [] })),
      })),
  },
  {
    lie: 'the sealed list attached to nothing',
    code: 'SEAL_MISSING',
    tell: ({ memory, images }) => {
      const { referrers } = memory.repository(ORIGIN);
      const listed = new Set(images.flatMap((image) => image.referrers.map(({ digest }) => digest)));
      for (const list of referrers.values())
        for (const digest of list.keys()) if (!listed.has(digest)) list.delete(digest);
    },
  },
];

const PLACE_LIES: readonly Lie[] = [
  {
    lie: 'a chart with another appVersion',
    code: 'CHART_VERSION_MISMATCH',
    options: {
      chart: (texts) => void (texts['Chart.yaml'] = texts['Chart.yaml']?.replace('v1.2.3', 'v1.2.2') ?? ''),
    },
  },
  {
    lie: 'a chart whose config says another version',
    code: 'CHART_VERSION_MISMATCH',
    options: { chartConfig: (config) => ({ ...config, version: '1.2.4' }) },
  },
  {
    lie: 'a chart that is another archive than the published one',
    code: 'CHART_NOT_THE_ASSET',
    options: {
      files: (files) => {
        const other = files.get('widget_linux_amd64.tar.gz');
        if (other === undefined) throw new TypeError('no archive');
        files.set('greeter-1.2.3.tgz', { role: 'chart', bytes: other.bytes });
      },
    },
  },
  {
    lie: 'a manifest that mentions the image by its tag alone',
    code: 'REFERENCE_NOT_PINNED',
    options: { install: (text, pinned) => text.replace(pinned, pinned.split('@')[0] ?? '') },
  },
  {
    lie: 'a manifest that mentions a digest of the previous release',
    code: 'REFERENCE_OF_OTHER_RELEASE',
    options: { install: (text, pinned) => text.replace(pinned, `${ORIGIN}@${NO_DIGEST}`) },
  },
  {
    lie: 'a manifest that mentions what is nowhere listed',
    code: 'REFERENCE_OUTSIDE',
    options: { install: (text) => text.replace('busybox:1.37', 'busybox:latest') },
  },
  {
    lie: 'a chart that mentions the image by its tag alone',
    code: 'REFERENCE_NOT_PINNED',
    options: {
      chart: (texts) =>
        void (texts['values.yaml'] = texts['values.yaml']?.replace(/\n +digest: .*\n/, '\n') ?? ''),
    },
  },
  {
    lie: 'a manifest that is no YAML',
    code: 'REFERENCES_UNREADABLE',
    options: { install: () => 'a: [' },
  },
  {
    lie: 'a mirror with one referrer missing',
    code: 'MIRROR_INCOMPLETE',
    tell: (release) => forget(release, `${MIRROR}/widget`, referrerOf(release).digest),
  },
  {
    lie: 'a mirror with a platform missing',
    code: 'MIRROR_INCOMPLETE',
    tell: (release) =>
      forget(release, `${MIRROR}/widget`, release.images[0]?.platforms[0]?.digest ?? NO_DIGEST),
  },
  {
    lie: 'a mirror with one referrer changed',
    code: 'MIRROR_DIFFERS',
    tell: (release) => {
      release.memory.repository(`${MIRROR}/widget`).content.set(referrerOf(release).digest, bytesOf('{}'));
    },
  },
  {
    lie: 'a mirror with something attached that is not listed',
    code: 'REFERRER_UNLISTED',
    tell: async (release) => {
      await release.attach(`${MIRROR}/widget`, rootOf(release), {
        ...verdictOver(rootOf(release)),
        predicateType: 'https://spdx.dev/Document',
      });
    },
  },
  {
    lie: 'a version tag that names something else',
    code: 'IMAGE_TAG_OTHER',
    tell: ({ memory, chart }) => void memory.repository(ORIGIN).tags.set('v1.2.3', chart),
  },
  {
    lie: 'a version tag that is taken before it is given',
    code: 'IMAGE_TAG_OTHER',
    tell: ({ memory, chart }) => void memory.repository(ORIGIN).tags.set('v1.2.3', chart),
    request: { names: 'not yet' },
  },
  {
    lie: 'a version tag that is missing on a mirror',
    code: 'IMAGE_TAG_MISSING',
    tell: ({ memory }) => memory.repository(`${MIRROR}/widget`).tags.clear(),
  },
  {
    lie: 'an archive with something behind its one gzip member',
    code: 'ARCHIVE_TRAILING',
    options: { files: (files) => changed(files, (bytes) => new Uint8Array([...bytes, ...bytes])) },
  },
  {
    lie: 'a tar whose record gives an entry another name than its header',
    code: 'ARCHIVE_CONTRADICTS',
    options: { files: (files) => changed(files, () => contradictingTar()) },
  },
  {
    lie: 'a zip whose local header gives an entry another name than its directory',
    code: 'ARCHIVE_CONTRADICTS',
    options: {
      files: (files) =>
        void files.set('widget_windows_amd64.zip', { role: 'archive', bytes: contradictingZip() }),
    },
  },
  {
    lie: 'an archive that is none',
    code: 'ARCHIVE_DAMAGED',
    options: { files: (files) => changed(files, () => bytesOf('no archive')) },
  },
];

const contradictingTar = (): Uint8Array => {
  const none = new Uint8Array();
  const block = (name: string, type: '0' | 'x', content: Uint8Array): readonly Uint8Array[] => [
    headerBlock({
      name: bytesOf(name),
      prefix: none,
      mode: 0o644,
      size: content.length,
      mtime: 0,
      type,
      link: none,
    }),
    content,
    new Uint8Array((BLOCK - (content.length % BLOCK)) % BLOCK),
  ];
  const records = formatPax([['path', 'other']]);
  const tar = [
    ...block('pax', 'x', records),
    ...block('widget', '0', bytesOf('x')),
    new Uint8Array(2 * BLOCK),
  ];
  return new Uint8Array(gzipSync(Buffer.concat(tar)));
};

/** One stored, empty entry, called `a` in its directory and `b` before its bytes (APPNOTE.TXT 4.3). */
const contradictingZip = (): Uint8Array => {
  const local = Buffer.alloc(31);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(20, 4);
  local.writeUInt16LE(1, 26);
  local.write('b', 30);
  const central = Buffer.alloc(47);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(20, 4);
  central.writeUInt16LE(20, 6);
  central.writeUInt16LE(1, 28);
  central.write('a', 46);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return new Uint8Array(Buffer.concat([local, central, end]));
};

const changed = (files: Map<string, SmallFile>, change: (bytes: Uint8Array) => Uint8Array): void => {
  const name = 'widget_linux_arm64.tar.gz';
  const file = files.get(name);
  if (file === undefined) throw new TypeError(`no ${name}`);
  files.set(name, { ...file, bytes: change(file.bytes) });
};

const firstLayer = (manifest: object, change: object): object => {
  const { layers, ...rest } = manifest as { readonly layers: readonly object[] };
  return { ...rest, layers: layers.map((layer, at) => (at === 0 ? { ...layer, ...change } : layer)) };
};

// A header as the linker writes it: 64 bits, little-endian, a program, for x86-64.
const ELF_AMD64 = `\u007fELF\u0002\u0001\u0001${'\0'.repeat(9)}\u0002\0\u003e\0`;

describe.each([
  { what: 'an image', lies: INDEX_LIES },
  { what: 'what is attached', lies: REFERRER_LIES },
  { what: 'charts, references, mirrors, tags and archives', lies: PLACE_LIES },
])('a lie about $what', ({ lies }) => {
  it.each(lies)('$lie is $code and nothing else', async ({ code, options, tell, request }) => {
    const release = await make(options);
    await tell?.(release);
    const verdict = await judge(release, request);
    expect(codes(verdict)).toEqual([code]);
    expect(verdict).toMatchObject({ verified: false, rehearsal: 'inconsistent' });
  });
});
