import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';

import { type LayerPart, layerTar } from '../../../test/support/layer-tar.ts';
import { createMemoryStore } from '../../../test/support/memory-store.ts';
import { quietBench } from '../../../test/support/quiet-bench.ts';
import { facts, targets } from '../../../test/support/release-facts.ts';
import { OCI_CONFIG, OCI_INDEX, OCI_LAYER, OCI_MANIFEST } from '../../domain/oci.ts';
import type { AssembledImage } from '../../domain/outcome/assemble.ts';
import type { BuiltFile, BuiltImage, DockerfileBuild, PlacedFile } from '../../domain/outcome/build.ts';
import { formatPlatform, type Platform } from '../../domain/platform.ts';
import type { SbomSettings } from '../../domain/settings.ts';
import { buildInfo, elf64 } from '../../formats/go-buildinfo/fixtures/programs.ts';
import { sha256 } from '../../formats/sha256.ts';
import { describedDigests } from '../../formats/spdx/described.ts';
import type { Source } from '../../ports/source.ts';
import { sbom } from './stage.ts';

const schema = JSON.parse(
  readFileSync(new URL('../../formats/spdx/fixtures/spdx-2.3.schema.json', import.meta.url), 'utf8'),
) as object;
const conforms = new Ajv({ strict: false, allErrors: true }).compile(schema);

const EMPTY = sha256(new Uint8Array());
const REPOSITORY = 'ghcr.io/acme/widget';
const AMD64: Platform = { os: 'linux', architecture: 'amd64' };
const ARM: Platform = { os: 'linux', architecture: 'arm', variant: 'v7' };
const OURS = elf64(
  buildInfo('go1.26.5', 'path\texample.com/w\nmod\texample.com/w\tv1.2.3\ndep\tgolang.org/x/sys\tv0.30.0\n'),
);
const THEIRS = elf64(buildInfo('go1.22.1', 'path\texample.com/init\nmod\texample.com/init\tv0.1.0\n'));
const STATUS = `Package: libc6
Status: install ok installed
Architecture: amd64
Source: glibc
Version: 2.36-9+deb12u10
`;
const LOCK = JSON.stringify({
  packages: { '': { name: 'web' }, 'node_modules/vue': { version: '3.5.0', license: 'MIT' } },
});
const settings: SbomSettings = {
  asset: '{asset}.spdx.json',
  builders: [
    { id: 'web', kind: 'node', dir: 'ui', inputs: [] },
    { id: 'cli', kind: 'go', inputs: [] },
  ],
  targets,
};
const BASE: readonly LayerPart[] = [
  { path: 'etc/os-release', type: '2', link: '../usr/lib/os-release' },
  { path: 'usr/lib/os-release', content: 'ID=debian\nVERSION_ID="12"\n' },
  { path: 'var/lib/dpkg/status', content: STATUS },
  { path: 'bin/init', content: THEIRS },
  { path: 'etc/gone', content: 'gone' },
];
const UPON: readonly LayerPart[] = [
  { path: 'etc/.wh.gone' },
  { path: 'usr/bin/widget', content: OURS },
  { path: 'web/index.html', content: '<html>' },
];

interface Document {
  readonly name: string;
  readonly comment: string;
  readonly creationInfo: { readonly created: string };
  readonly packages: readonly {
    readonly SPDXID: string;
    readonly name: string;
    readonly primaryPackagePurpose?: string;
    readonly filesAnalyzed: boolean;
    readonly checksums?: object;
    readonly externalRefs?: readonly { readonly referenceLocator: string }[];
  }[];
  readonly files: readonly { readonly SPDXID: string; readonly fileName: string }[];
  readonly relationships: readonly {
    readonly spdxElementId: string;
    readonly relationshipType: string;
    readonly relatedSpdxElement: string;
  }[];
}

interface Given {
  readonly base?: readonly LayerPart[];
  readonly upon?: readonly LayerPart[];
  readonly cli?: Uint8Array;
  readonly platforms?: readonly Platform[];
  readonly dockerfile?: DockerfileBuild;
}

const release = async ({
  base = BASE,
  upon = UPON,
  cli = OURS,
  platforms = [AMD64, ARM],
  dockerfile,
}: Given = {}) => {
  const store = createMemoryStore();
  const write = (bytes: Uint8Array, mediaType: string) => store.write(bytes, mediaType);
  const source = {
    text: async (_commit: string, path: string) =>
      path === 'ui/package-lock.json' ? new TextEncoder().encode(LOCK) : undefined,
  } as unknown as Source;
  const placed = async (builder: string, path: string, bytes: Uint8Array): Promise<PlacedFile> => {
    const file: BuiltFile = {
      builder,
      path,
      output: path,
      executable: true,
      content: await write(bytes, 'application/octet-stream'),
    };
    return { path, file };
  };
  const holds = [
    await placed('cli', 'usr/bin/widget', cli),
    await placed('web', 'web/index.html', new TextEncoder().encode('<html>')),
  ];
  const images: BuiltImage[] = [];
  for (const platform of platforms) {
    const layers = [
      ...(base.length === 0 ? [] : [await write(gzipSync(layerTar(base)), OCI_LAYER)]),
      await write(gzipSync(layerTar(upon)), OCI_LAYER),
    ];
    const name = formatPlatform(platform);
    images.push({
      image: 'widget',
      manifest: { ...(await write(new TextEncoder().encode(`manifest ${name}`), OCI_MANIFEST)), platform },
      config: await write(new TextEncoder().encode(`config ${name}`), OCI_CONFIG),
      layers,
      baseLayers: layers.length - 1,
      ...(base.length === 0 || dockerfile !== undefined
        ? {}
        : { base: { name: 'docker.io/library/debian:12', digest: EMPTY } }),
      ...(dockerfile === undefined ? { holds } : { holds: [], dockerfile, baseLayers: 0 }),
    });
  }
  const index: AssembledImage = {
    image: 'widget',
    repository: REPOSITORY,
    tags: ['v1.2.3'],
    moving: ['latest'],
    index: await write(new TextEncoder().encode('index'), OCI_INDEX),
    platforms: images.map(({ manifest }) => manifest),
  };
  const evidence = { name: 'e', role: 'evidence', content: index.index } as const;
  const input = {
    gate: { facts, findings: [], state: 'new', evidence },
    build: { files: [], images, tools: [], invocationId: 'i', caches: 'empty' },
    assemble: { indexes: [index] },
    package: { assets: [], charts: [], externalImages: [], findings: [] },
  } as const;
  const run = (part: string) => sbom.run(part, input, { store, source }, settings, quietBench());
  const document = async (part: string): Promise<Document> => {
    const { sboms } = await run(part);
    return JSON.parse(sboms.map(({ content }) => store.text(content)).join('')) as Document;
  };
  return { store, images, index, input, run, document };
};
const purls = ({ packages }: Document): readonly string[] =>
  packages.map(({ name, externalRefs }) => externalRefs?.[0]?.referenceLocator ?? name);
const related = (document: Document): readonly string[] => {
  const names = new Map([
    ...document.packages.map(({ SPDXID }, at) => [SPDXID, purls(document)[at] ?? ''] as const),
    ...document.files.map(({ SPDXID, fileName }) => [SPDXID, fileName] as const),
  ]);
  return document.relationships.map(
    ({ spdxElementId, relationshipType, relatedSpdxElement }) =>
      `${names.get(spdxElementId) ?? spdxElementId} ${relationshipType} ${names.get(relatedSpdxElement) ?? ''}`,
  );
};

describe('the SBOM of an image', () => {
  it('W25: is one for every platform and one for the index, each about its own manifest', async () => {
    const { images, index, input, run, store } = await release();
    expect(sbom.parts(input, settings)).toEqual([
      'widget/linux/amd64',
      'widget/linux/arm/v7',
      'widget/index',
    ]);
    const made = [];
    for (const part of sbom.parts(input, settings)) made.push(...(await run(part)).sboms);
    expect(made.map(({ name }) => name)).toEqual([
      'widget_linux_amd64.image.spdx.json',
      'widget_linux_arm_v7.image.spdx.json',
      'widget.index.spdx.json',
    ]);
    const subjects = [...images.map(({ manifest }) => manifest), index.index];
    for (const [at, { content, describes, subject }] of made.entries()) {
      expect(describes).toBe(subjects[at]?.digest);
      expect(subject).toEqual({ kind: 'image', id: 'widget', repository: REPOSITORY, subject: subjects[at] });
      const bytes = await store.bytes(content);
      expect(describedDigests(bytes, bytes.length).map((hex) => `sha256:${hex}`)).toEqual([describes]);
    }
  });

  it('conforms to the published schema, whatever it is of', async () => {
    const { document } = await release();
    const bare = await release({ base: [], upon: [] });
    for (const one of [
      await document('widget/linux/amd64'),
      await document('widget/index'),
      await bare.document('widget/linux/amd64'),
    ])
      expect([conforms(one), conforms.errors]).toEqual([true, null]);
  });

  it('lists packages of the base, Go modules of its and of our programs, npm packages, and the base', async () => {
    const { document, images } = await release();
    const found = await document('widget/linux/arm/v7');
    expect(purls(found)).toEqual([
      `pkg:oci/widget@${images[1]?.manifest.digest ?? ''}?arch=arm&repository_url=ghcr.io%2Facme%2Fwidget&tag=v1.2.3`,
      'pkg:deb/debian/libc6@2.36-9%2Bdeb12u10?arch=amd64&distro=debian-12&upstream=glibc',
      'pkg:golang/example.com/init@v0.1.0',
      'pkg:golang/example.com/w@v1.2.3',
      'pkg:golang/golang.org/x/sys@v0.30.0',
      'pkg:golang/stdlib@1.22.1',
      'pkg:golang/stdlib@1.26.5',
      'pkg:npm/vue@3.5.0',
      'docker.io/library/debian:12',
    ]);
    expect(found.packages[0]).toMatchObject({ name: REPOSITORY, primaryPackagePurpose: 'CONTAINER' });
    expect(found).toMatchObject({
      name: 'widget_linux_arm_v7.image.spdx.json',
      creationInfo: { created: '2026-01-02T01:04:05Z' },
    });
    const asset = purls(found)[0] ?? '';
    expect(related(found)).toEqual(
      expect.arrayContaining([
        `SPDXRef-DOCUMENT DESCRIBES ${asset}`,
        `${asset} CONTAINS ${purls(found)[1] ?? ''}`,
        `${asset} CONTAINS pkg:golang/example.com/init@v0.1.0`,
        './bin/init GENERATED_FROM pkg:golang/example.com/init@v0.1.0',
        './usr/bin/widget GENERATED_FROM pkg:golang/example.com/w@v1.2.3',
        'pkg:golang/example.com/w@v1.2.3 DEPENDS_ON pkg:golang/golang.org/x/sys@v0.30.0',
        `${asset} DEPENDS_ON pkg:npm/vue@3.5.0`,
        `${asset} DESCENDANT_OF docker.io/library/debian:12`,
      ]),
    );
  });

  it('lists npm packages that lie in any layer, and none of them twice', async () => {
    const installed = (name: string, version: string): LayerPart => ({
      path: `opt/node_modules/${name}/package.json`,
      content: JSON.stringify({ name, version }),
    });
    const { document } = await release({
      base: [...BASE, installed('semver', '7.7.0'), installed('gone', '1.0.0')],
      upon: [
        ...UPON,
        installed('vue', '3.5.0'),
        { path: 'opt/node_modules/.wh.gone' },
        { path: 'opt/node_modules/odd/package.json', content: '{' },
      ],
    });
    const found = await document('widget/linux/amd64');
    expect(purls(found).filter((purl) => purl.startsWith('pkg:npm/'))).toEqual([
      'pkg:npm/vue@3.5.0',
      'pkg:npm/semver@7.7.0',
    ]);
    const asset = purls(found)[0] ?? '';
    expect(related(found)).toEqual(
      expect.arrayContaining([
        `${asset} DEPENDS_ON pkg:npm/vue@3.5.0`,
        `${asset} CONTAINS pkg:npm/vue@3.5.0`,
        `${asset} CONTAINS pkg:npm/semver@7.7.0`,
      ]),
    );
    expect(found.comment).toContain('Of 1 more the package.json cannot be read.');
    expect([conforms(found), conforms.errors]).toEqual([true, null]);
  });

  it('of an image from a Dockerfile looks into all layers, and says what nobody knows of the rest', async () => {
    const { document } = await release({
      platforms: [AMD64],
      dockerfile: {
        builder: { name: 'buildkit', version: 'v0' },
        file: 'build/Dockerfile',
        context: '.',
        args: {},
        inputs: ['web'],
        bases: [{ name: `gcr.io/static@${EMPTY}`, digest: EMPTY }],
        unpinned: ['alpine'],
        substitutes: [
          { from: 'golang:1', base: { name: './go', digest: EMPTY } },
          { from: 'golang:2', base: { name: './go', digest: EMPTY } },
        ],
      },
    });
    const found = await document('widget/linux/amd64');
    expect(purls(found).slice(1)).toEqual([
      'pkg:deb/debian/libc6@2.36-9%2Bdeb12u10?arch=amd64&distro=debian-12&upstream=glibc',
      'pkg:golang/example.com/init@v0.1.0',
      'pkg:golang/example.com/w@v1.2.3',
      'pkg:golang/golang.org/x/sys@v0.30.0',
      'pkg:golang/stdlib@1.22.1',
      'pkg:golang/stdlib@1.26.5',
      'pkg:npm/vue@3.5.0',
      `gcr.io/static@${EMPTY}`,
      './go',
    ]);
    const asset = purls(found)[0] ?? '';
    expect(related(found)).toEqual(
      expect.arrayContaining([
        `${asset} DESCENDANT_OF gcr.io/static@${EMPTY}`,
        `${asset} DESCENDANT_OF ./go`,
      ]),
    );
    expect(found.comment).toContain(
      `built from build/Dockerfile, which takes from gcr.io/static@${EMPTY}, ./go, alpine.`,
    );
    expect(found.comment).toContain('./go stands there for golang:1.');
    expect([conforms(found), conforms.errors]).toEqual([true, null]);
  });

  it('lists every file that a container sees, and none that was deleted above', async () => {
    const { document } = await release();
    const found = await document('widget/linux/amd64');
    expect(found.files.map(({ fileName }) => fileName)).toEqual([
      './bin/init',
      './usr/bin/widget',
      './usr/lib/os-release',
      './var/lib/dpkg/status',
      './web/index.html',
    ]);
    expect(found.packages[0]?.filesAnalyzed).toBe(true);
  });

  it('names a package database that it cannot read, and says when there is none', async () => {
    const rpm = await release({ base: [{ path: 'var/lib/rpm/Packages', content: 'berkeley' }] });
    expect((await rpm.document('widget/linux/amd64')).comment).toContain(
      'var/lib/rpm/Packages is a Berkeley DB, which is not read',
    );
    const scratch = await release({ base: [] });
    expect((await scratch.document('widget/linux/amd64')).comment).toContain(
      'No package database of dpkg, apk or rpm was read.',
    );
  });

  it('says which program of the base has modules that cannot be read', async () => {
    const { document } = await release({
      base: [{ path: 'bin/odd', content: elf64(buildInfo('go1.17', '', 0)) }],
    });
    const { comment } = await document('widget/linux/amd64');
    expect(comment).toContain('The Go build information of bin/odd of the base cannot be read');
  });

  it('relates the platforms of an index, each by its digest', async () => {
    const { document, images } = await release();
    const found = await document('widget/index');
    const asset = purls(found)[0] ?? '';
    expect(found.packages.slice(1)).toMatchObject(
      images.map(({ manifest }) => ({
        name: `${REPOSITORY} (${formatPlatform(manifest.platform)})`,
        checksums: [{ algorithm: 'SHA256', checksumValue: manifest.digest.slice(7) }],
      })),
    );
    for (const purl of purls(found).slice(1)) {
      expect(related(found)).toContain(`${asset} CONTAINS ${purl}`);
      expect(related(found)).toContain(`${purl} VARIANT_OF ${asset}`);
    }
  });

  it('is the same again, byte by byte', async () => {
    const [first, second] = [await release(), await release()];
    for (const part of ['widget/linux/amd64', 'widget/index'])
      expect((await first.run(part)).sboms).toEqual((await second.run(part)).sboms);
  });

  it.each([
    {
      what: 'our own program without build information',
      given: { cli: elf64(new Uint8Array(64)) },
      code: 'SBOM_UNREADABLE',
    },
    {
      what: 'a package database that is damaged',
      given: { base: [{ path: 'lib/apk/db/installed', content: 'nothing' }] },
      code: 'SBOM_UNREADABLE',
    },
    { what: 'a layer that leads out', given: { base: [{ path: '../x' }] }, code: 'ARCHIVE_ENTRY_INVALID' },
  ])('is refused for $what', async ({ given, code }) => {
    await expect((await release(given)).run('widget/linux/amd64')).rejects.toMatchObject({ code });
  });

  it('is refused for an index that names a manifest which was not built', async () => {
    const { input } = await release();
    const lost = { ...input, build: { ...input.build, images: input.build.images.slice(1) } };
    expect(() => sbom.parts(lost, settings)).toThrow(expect.objectContaining({ code: 'MANIFEST_MISSING' }));
  });
});
