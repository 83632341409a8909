import { describe, expect, it } from 'vitest';

import { createMemoryStore } from '../../../test/support/memory-store.ts';
import { quietBench } from '../../../test/support/quiet-bench.ts';
import { facts, targets, textAsset, workflowRun } from '../../../test/support/release-facts.ts';
import type { Digest } from '../../domain/digest.ts';
import { OCI_INDEX, OCI_MANIFEST } from '../../domain/oci.ts';
import type { PlatformManifest, UsedBase } from '../../domain/image.ts';
import type { BuiltImage } from '../../domain/outcome/build.ts';
import type { UnsignedStatement } from '../../domain/outcome/provenance.ts';
import type { Provenance } from '../../domain/provenance.ts';
import type { Statement } from '../../domain/statement.ts';
import { parseProvenance } from '../../formats/provenance.ts';
import { parseStatement } from '../../formats/statement.ts';
import { provenance } from './stage.ts';

const hex = (digit: string): string => digit.repeat(64);
const d = (digit: string): Digest => `sha256:${hex(digit)}`;
const amd64 = {
  mediaType: OCI_MANIFEST,
  digest: d('2'),
  size: 9,
  platform: { os: 'linux', architecture: 'amd64' },
};
const armv7 = {
  mediaType: OCI_MANIFEST,
  digest: d('3'),
  size: 9,
  platform: { os: 'linux', architecture: 'arm', variant: 'v7' },
};
const index = { mediaType: OCI_INDEX, digest: d('1'), size: 9 };
const manifest = { mediaType: OCI_MANIFEST, digest: d('4'), size: 9 };
const REPOSITORY = 'ghcr.io/acme/widget';
const settings = { configuration: hex('b'), targets };

const TOOL = { name: 'buildkit', version: 'v0.31.2' };
/** An image from a Dockerfile, with one base by digest, one by name and one that something stands in for. */
const fromDockerfile = (platform: PlatformManifest): BuiltImage => ({
  image: 'other',
  manifest: platform,
  config: manifest,
  layers: [],
  baseLayers: 0,
  holds: [],
  dockerfile: {
    builder: TOOL,
    file: 'build/Dockerfile',
    context: '.',
    target: 'runtime',
    args: { VERSION: 'v1.2.3' },
    inputs: [],
    bases: [{ name: `gcr.io/static:nonroot@${d('5')}`, digest: d('5') }],
    unpinned: ['alpine'],
    substitutes: [{ from: 'golang:1', base: { name: `registry.example/go@${d('6')}`, digest: d('7') } }],
    emulated: true,
  },
});

const world = async (more: readonly BuiltImage[] = []) => {
  const store = createMemoryStore();
  const asset = (name: string, role: 'chart' | 'sbom' | 'notes' | 'evidence', text: string) =>
    textAsset(store, name, role, text);
  const builtImage = (image: string, platform: PlatformManifest, base: UsedBase): BuiltImage => ({
    image,
    manifest: platform,
    config: manifest,
    layers: [],
    baseLayers: 0,
    base,
    holds: [],
  });
  const sbom = await asset('widget.index.spdx.json', 'sbom', '{"spdxVersion":"SPDX-2.3"}');
  const input = {
    gate: { facts, evidence: await asset('e.json', 'evidence', 'e'), findings: [], state: 'new' as const },
    build: {
      files: [],
      images: [
        builtImage('main', amd64, { name: `docker.io/library/alpine@${d('7')}`, digest: d('8') }),
        builtImage('main', armv7, { name: './base', digest: d('9') }),
        builtImage('other', amd64, { name: './other', digest: d('a') }),
        ...more,
      ],
      tools: more.length === 0 ? [] : [TOOL],
      invocationId: 'https://x/actions/runs/1/attempts/1',
      caches: 'empty' as const,
    },
    assemble: {
      indexes: [
        {
          image: 'main',
          repository: REPOSITORY,
          tags: ['v1.2.3', '1.2.3'],
          moving: ['latest'],
          index,
          platforms: [amd64, armv7],
        },
        ...more.map(({ image }) => ({
          image,
          repository: 'ghcr.io/acme/other',
          tags: ['v1.2.3'],
          moving: [],
          index,
          platforms: [armv7],
        })),
      ],
    },
    package: {
      assets: [{ ...(await asset('widget-1.0.0.tgz', 'chart', 'tgz')), holds: [] }],
      charts: [
        {
          name: 'widget',
          version: '1.0.0+b',
          appVersion: 'v1.2.3',
          asset: 'widget-1.0.0.tgz',
          repository: 'ghcr.io/acme/charts/widget',
          tag: '1.0.0_b',
          pushed: { manifest, config: manifest, layer: manifest },
        },
        { name: 'file-only', version: '1', appVersion: '1', asset: 'widget-1.0.0.tgz', tag: '1' },
      ],
      externalImages: [],
      findings: [],
    },
    sbom: {
      sboms: [
        {
          ...sbom,
          describes: index.digest,
          subject: { kind: 'image' as const, id: 'main', repository: REPOSITORY, subject: index },
        },
      ],
    },
    notes: { notes: await asset('n.md', 'notes', 'n') },
    checksum: { assets: [] },
  };
  const doors = {
    store,
    run: { run: async () => workflowRun, identity: async () => ({ san: '', issuer: '' }) },
  };
  const parts = provenance.parts(input, settings);
  const make = async (part: string): Promise<Read> => {
    const { statements } = await provenance.run(part, input, doors, settings, quietBench());
    const [only] = statements;
    if (only === undefined || statements.length !== 1) throw new TypeError('not one statement');
    return { about: only, statement: parseStatement(await store.bytes(only.content)) };
  };
  return { parts, make, sbom };
};
interface Read {
  readonly about: UnsignedStatement;
  readonly statement: Statement<Readonly<Record<string, unknown>>>;
}
const dependencies = ({ statement }: Read) =>
  (statement.predicate as unknown as Provenance).buildDefinition.resolvedDependencies;

describe('statements about images and charts', () => {
  it('are one a part: files, then provenance, signatures, SBOMs; a chart that is a file only has none', async () => {
    expect((await world()).parts).toEqual([
      'files',
      'image main',
      'chart widget',
      'signature main index',
      'signature main linux/amd64',
      'signature main linux/arm/v7',
      'signature widget chart',
      'sbom main index',
    ]);
  });

  it('W22: prove an image, its index first and then every platform, and are attached to each of them', async () => {
    const { make } = await world();
    const { about, statement } = await make('image main');
    expect(statement.subject).toEqual(
      ['1', '2', '3'].map((digit) => ({ name: REPOSITORY, digest: { sha256: hex(digit) } })),
    );
    expect(about).toMatchObject({
      predicateType: 'https://slsa.dev/provenance/v1',
      asset: 'widget.intoto.jsonl',
      subjects: [],
    });
    expect(about.attach.map(({ subject }) => subject)).toEqual([index, amd64, armv7]);
    expect(parseProvenance(statement.predicate).ours?.caches).toBe('empty');
  });

  it('call the provenance of a chart otherwise than that of an image of the same name', async () => {
    const { about, statement } = await (await world()).make('chart widget');
    expect(about.asset).toBe('widget.chart.intoto.jsonl');
    expect(statement.subject).toEqual([{ name: 'ghcr.io/acme/charts/widget', digest: { sha256: hex('4') } }]);
    expect(about.attach).toEqual([
      { kind: 'chart', id: 'widget', repository: 'ghcr.io/acme/charts/widget', subject: manifest },
    ]);
  });

  it.each([
    { part: 'signature main index', digit: '1', annotations: { image: REPOSITORY, tag: 'v1.2.3' } },
    {
      part: 'signature main linux/arm/v7',
      digit: '3',
      annotations: { image: REPOSITORY, tag: 'v1.2.3', platform: 'linux/arm/v7' },
    },
    {
      part: 'signature widget chart',
      digit: '4',
      annotations: { image: 'ghcr.io/acme/charts/widget', tag: '1.0.0_b' },
    },
  ])('sign one manifest as cosign does, and say its role: $part', async ({ part, digit, annotations }) => {
    const { about, statement } = await (await world()).make(part);
    expect(statement).toEqual({
      _type: 'https://in-toto.io/Statement/v1',
      predicateType: 'https://sigstore.dev/cosign/sign/v1',
      predicate: {},
      subject: [{ digest: { sha256: hex(digit) }, annotations }],
    });
    expect(about.asset).toBeUndefined();
    expect(about.attach.map(({ subject }) => subject.digest)).toEqual([d(digit)]);
  });

  it('hold an SBOM whole, as what it says and not as a text', async () => {
    const { about, statement } = await (await world()).make('sbom main index');
    expect(statement).toMatchObject({
      predicateType: 'https://spdx.dev/Document',
      predicate: { spdxVersion: 'SPDX-2.3' },
      subject: [{ name: REPOSITORY, digest: { sha256: hex('1') } }],
    });
    expect(about.asset).toBeUndefined();
  });

  it('refuse an SBOM that no verifier would read in a bundle, by its name', async () => {
    const { make, sbom } = await world();
    Object.assign(sbom.content, { size: 12 * 1024 * 1024 });
    await expect(make('sbom main index')).rejects.toMatchObject({
      code: 'BLOB_TOO_LARGE',
      message: expect.stringContaining('widget.index.spdx.json') as string,
    });
  });

  it('name what this image was made upon, and nothing of another image', async () => {
    const { make } = await world();
    expect(dependencies(await make('image main')).slice(1)).toEqual([
      {
        uri: `pkg:oci/alpine@sha256:${hex('8')}?arch=amd64&repository_url=docker.io%2Flibrary%2Falpine`,
        name: `docker.io/library/alpine@${d('7')}`,
        digest: { sha256: hex('8') },
        annotations: { platform: 'linux/amd64' },
      },
      { name: './base', digest: { sha256: hex('9') }, annotations: { platform: 'linux/arm/v7' } },
    ]);
    expect(dependencies(await make('files'))).toHaveLength(1);
  });

  it('say how an image was built from its Dockerfile, and what was taken in the place of something', async () => {
    const { make } = await world([fromDockerfile(armv7)]);
    const made = await make('image other');
    const { internalParameters } = (made.statement.predicate as unknown as Provenance).buildDefinition;
    expect(internalParameters.colophon.dockerfiles).toEqual([
      {
        platform: 'linux/arm/v7',
        builder: 'buildkit v0.31.2',
        file: 'build/Dockerfile',
        context: '.',
        target: 'runtime',
        args: { VERSION: 'v1.2.3' },
        substitutes: { 'golang:1': `registry.example/go@${d('6')}` },
        unpinned: ['alpine'],
        emulated: true,
      },
    ]);
    expect(dependencies(made).slice(1)).toEqual([
      { uri: 'pkg:generic/buildkit@v0.31.2', name: 'buildkit' },
      { name: './other', digest: { sha256: hex('a') }, annotations: { platform: 'linux/amd64' } },
      {
        uri: `pkg:oci/static@sha256:${hex('5')}?arch=arm&repository_url=gcr.io%2Fstatic`,
        name: `gcr.io/static:nonroot@${d('5')}`,
        digest: { sha256: hex('5') },
        annotations: { platform: 'linux/arm/v7' },
      },
      {
        uri: `pkg:oci/go@sha256:${hex('7')}?arch=arm&repository_url=registry.example%2Fgo`,
        name: `registry.example/go@${d('6')}`,
        digest: { sha256: hex('7') },
        annotations: { platform: 'linux/arm/v7', substituteFor: 'golang:1' },
      },
    ]);
    // Neither files nor other images were made by that builder.
    for (const part of ['files', 'image main'])
      expect(dependencies(await make(part)).map(({ name }) => name)).not.toContain('buildkit');
  });
});
