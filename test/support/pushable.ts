// A small image and a small chart of an imagined release, in a store, with what was signed about them.
import type { Descriptor } from '../../src/domain/descriptor.ts';
import type { Outcomes } from '../../src/domain/outcome/index.ts';
import {
  HELM_CHART,
  HELM_CONFIG,
  OCI_CONFIG,
  OCI_INDEX,
  OCI_LAYER,
  OCI_MANIFEST,
} from '../../src/domain/oci.ts';
import type { Platform } from '../../src/domain/platform.ts';
import { formatOciDocument, type OciIndex, type OciManifest } from '../../src/formats/oci/document.ts';
import type { Store } from '../../src/ports/store.ts';
import { facts, textAsset } from './release-facts.ts';

export const IMAGE = 'registry.example/acme/widget';
export const CHART = 'registry.example/acme/charts/widget';

const platforms: readonly Platform[] = [
  { os: 'linux', architecture: 'amd64' },
  { os: 'linux', architecture: 'arm64' },
];

/** Outcomes as `push` reads them: one image for two platforms, one chart, and bundles for every manifest. */
export const pushable = async (
  store: Store,
  word = 'widget',
): Promise<Pick<Outcomes, 'gate' | 'build' | 'assemble' | 'package' | 'sign'>> => {
  const write = (text: string, mediaType: string): Promise<Descriptor> =>
    store.write(new TextEncoder().encode(text), mediaType);
  const writeDocument = (document: OciManifest | OciIndex): Promise<Descriptor> =>
    store.write(formatOciDocument(document), document.mediaType);
  const manifest = async (config: Descriptor, layer: Descriptor): Promise<Descriptor> =>
    writeDocument({ kind: 'manifest', mediaType: OCI_MANIFEST, config, layers: [layer] });

  const images = await Promise.all(
    platforms.map(async (platform) => {
      const config = await write(`{"architecture":"${platform.architecture}","os":"linux"}`, OCI_CONFIG);
      const layer = await write(`layer of ${word} for ${platform.architecture}`, OCI_LAYER);
      const made = await manifest(config, layer);
      return {
        image: 'widget',
        manifest: { ...made, platform },
        config,
        layers: [layer],
        baseLayers: 0,
        holds: [],
      };
    }),
  );
  const manifests = images.map((one) => one.manifest);
  const index = await writeDocument({ kind: 'index', mediaType: OCI_INDEX, manifests });
  const config = await write(`{"name":"widget","version":"1.0.0","appVersion":"${word}"}`, HELM_CONFIG);
  const layer = await write(`chart of ${word}`, HELM_CHART);
  const chart = await manifest(config, layer);

  const image = { kind: 'image', id: 'widget', repository: IMAGE } as const;
  const subjects = [
    { ...image, subject: index },
    ...manifests.map((subject) => ({ ...image, subject })),
    { kind: 'chart', id: 'widget', repository: CHART, subject: chart } as const,
  ];
  const signed = await Promise.all(
    subjects.map(async (to, at) => ({
      id: `signature widget ${at}`,
      predicateType: 'https://sigstore.dev/cosign/sign/v1',
      statement: to.subject.digest,
      bundle: await write(`bundle ${at} of ${word}`, 'application/vnd.dev.sigstore.bundle.v0.3+json'),
      time: '2026-01-02T03:04:05Z',
      published: [],
      attach: [to],
    })),
  );
  return {
    gate: {
      facts,
      evidence: await textAsset(store, 'widget_v1.2.3.evidence.json', 'evidence', '{}'),
      findings: [],
      state: 'new',
    },
    build: { files: [], images, tools: [], invocationId: '', caches: 'empty' },
    assemble: {
      indexes: [
        {
          image: 'widget',
          repository: IMAGE,
          tags: ['v1.2.3'],
          moving: ['latest'],
          index,
          platforms: manifests,
        },
      ],
    },
    package: {
      assets: [],
      charts: [
        {
          name: 'widget',
          version: '1.0.0',
          appVersion: word,
          asset: 'widget-1.0.0.tgz',
          repository: CHART,
          tag: '1.0.0',
          pushed: { manifest: chart, config, layer },
        },
      ],
      externalImages: [],
      findings: [],
    },
    sign: { signed },
  };
};
