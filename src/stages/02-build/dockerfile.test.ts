// Images from Dockerfiles: what a builder is asked, what is taken of what it leaves, and every lie by its name.
import { describe, expect, it } from 'vitest';

import { baseImage, type BaseImage, type BasePlatform } from '../../../test/support/base-image.ts';
import {
  AMD64,
  ARM64,
  buildOutcome,
  buildSettings,
  builder,
  builtFile,
  dockerfileRule,
} from '../../../test/support/built-image.ts';
import { createCompressor } from '../../../test/support/compressor.ts';
import { elfHead } from '../../../test/support/elf-head.ts';
import { createMemoryRegistry } from '../../../test/support/memory-registry.ts';
import { createMemoryStore } from '../../../test/support/memory-store.ts';
import { facts, textAsset, workflowRun } from '../../../test/support/release-facts.ts';
import type { Descriptor } from '../../domain/descriptor.ts';
import type { Digest } from '../../domain/digest.ts';
import { Failure } from '../../domain/failure.ts';
import type { DockerfileRule } from '../../domain/image-rule.ts';
import { OCI_CONFIG, OCI_INDEX, OCI_LAYER, OCI_MANIFEST } from '../../domain/oci.ts';
import { formatPlatform, type Platform } from '../../domain/platform.ts';
import type { BuildSettings } from '../../domain/settings.ts';
import { parseOutcome } from '../../formats/outcome/index.ts';
import { canonicalJson } from '../../formats/canonical-json.ts';
import type { ImageBuildRequest } from '../../ports/image-builder.ts';
import type { Source } from '../../ports/source.ts';
import type { CollectedFile, Workshop } from '../../ports/workshop.ts';
import { build } from './stage.ts';

const BASE = `gcr.io/base/static:nonroot@sha256:${'7'.repeat(64)}`;
const DOCKERFILE = `ARG VERSION\nFROM golang:1.26 AS build\nRUN go build\nFROM ${BASE}\nCOPY --from=build /x /\n`;
const TOOL = { name: 'buildkit', version: 'v0.31.2' };
const one: BasePlatform = { platform: AMD64, layers: [[{ path: 'x', content: 'x', mode: 0o755 }]] };

interface Given {
  readonly rule?: Partial<DockerfileRule>;
  readonly platform?: Platform;
  readonly native?: boolean;
  readonly settings?: Partial<BuildSettings>;
  readonly dockerfile?: string;
  /** What the builder leaves, and which of it its layout lists. */
  readonly left?: BaseImage;
  readonly lists?: (left: BaseImage) => readonly Descriptor[];
  readonly damage?: (content: Map<Digest, Uint8Array>) => void;
  readonly fails?: Failure;
  /** What registries hold, by repository. */
  readonly registries?: Readonly<Record<string, BaseImage>>;
}

/** The index of a base as a layout lists it. */
const asIndex = ({ index, content }: BaseImage): readonly Descriptor[] => [
  { mediaType: OCI_INDEX, digest: index, size: content.get(index)?.length ?? 0 },
];
const asManifest = ({ manifests: [digest], content }: BaseImage): readonly Descriptor[] =>
  digest === undefined ? [] : [{ mediaType: OCI_MANIFEST, digest, size: content.get(digest)?.length ?? 0 }];

const attempt = async ({
  rule: more = {},
  platform = AMD64,
  native = true,
  settings: others = {},
  dockerfile = DOCKERFILE,
  left = baseImage([one]),
  lists = asManifest,
  damage,
  fails,
  registries = {},
}: Given) => {
  const store = createMemoryStore();
  const registry = createMemoryRegistry();
  for (const [name, { content }] of Object.entries(registries))
    for (const [digest, bytes] of content) registry.repository(name).content.set(digest, bytes);
  const [asked, did]: [ImageBuildRequest[], string[]] = [[], []];
  const checkout = new Map([['Dockerfile', await builtFile(store, 'Dockerfile', dockerfile)]]);
  const workshop: Workshop = {
    caches: 'empty',
    open: async ({ label, commit }) => (did.push(`open ${label} ${commit === facts.commit}`), 'h'),
    place: async (_handle, to, files: readonly CollectedFile[]) => {
      for (const { path, content } of files) {
        did.push(`place ${to}/${path}`);
        checkout.set(
          `${to === '.' ? '' : `${to}/`}${path}`,
          await builtFile(store, path, await store.bytes(content)),
        );
      }
    },
    collect: async (_handle, path) => {
      const file = checkout.get(path);
      if (file === undefined) throw new Failure('OUTPUT_MISSING', `no ${path}`, { remedy: 'x' });
      return [{ path, executable: false, content: file.content }];
    },
    close: async () => void did.push('close'),
    run: async () => {},
    tool: async () => TOOL,
    passed: async () => `sha256:${'0'.repeat(64)}`,
  };
  const rule = dockerfileRule(more);
  const doors = {
    compressor: createCompressor(),
    imageBuilder: {
      chosen: async () => ({ tool: TOOL, native }),
      build: async (request: ImageBuildRequest) => {
        asked.push(request);
        did.push('build');
        if (fails !== undefined) throw fails;
        const content = new Map(left.content);
        damage?.(content);
        for (const bytes of content.values()) await store.write(bytes, 'application/octet-stream');
        return lists(left);
      },
    },
    registry: registry.registry,
    run: { run: async () => workflowRun, identity: async () => ({ san: '', issuer: '' }) },
    source: { files: async () => [], text: async () => undefined } as unknown as Source,
    store,
    workshop,
  };
  const settings = { ...buildSettings([builder('web'), builder('cli', [AMD64, ARM64])], [rule]), ...others };
  const part = `image widget ${formatPlatform(platform)}`;
  const cli = await builtFile(store, 'bin/widget', 'w', {
    executable: true,
    platform,
    target: 'linux_amd64',
  });
  const evidence = await textAsset(store, 'e.json', 'evidence', 'e');
  const input = { gate: { facts, evidence, findings: [], state: 'new' as const } };
  const bench = {
    earlier: new Map([
      ['web', buildOutcome([await builtFile(store, 'dist/a.js', 'a', { builder: 'web', output: 'dist' })])],
      ['cli/linux_amd64', buildOutcome([cli])],
    ]),
    doing: () => {},
    output: () => {},
    finding: () => {},
  };
  const tools = async () => build.hashes?.(part, input, doors, settings);
  const run = async () => {
    const outcome = await build.run(part, input, doors, settings, bench);
    return parseOutcome('build', canonicalJson(build.join(new Map([[part, outcome]]))));
  };
  return { run, tools, asked, did, store, waits: build.waits?.(part, settings, input) };
};

const codeOf = async (given: Given): Promise<readonly unknown[]> => {
  const { run } = await attempt(given);
  return run().then(
    () => ['taken'],
    (error: unknown) => (error instanceof Failure ? [error.code, error.message] : [error]),
  );
};

describe('an image from a Dockerfile', () => {
  it('is asked of a builder with arguments and labels filled in, times of the commit, and no cache', async () => {
    const { run, asked, did } = await attempt({
      rule: {
        target: 'build',
        context: 'web',
        args: { VERSION: '{tag}', GIT_COMMIT: '{commit}', BUILD_DATE: '{commitTime}', ARCH: '{arch}' },
        labels: {
          'org.opencontainers.image.title': 'Widget {version}',
          'org.opencontainers.image.version': 'x',
        },
      },
    });
    await run();
    expect(asked).toEqual([
      {
        image: 'widget',
        platform: AMD64,
        handle: 'h',
        file: 'Dockerfile',
        context: 'web',
        target: 'build',
        args: {
          VERSION: facts.tag,
          GIT_COMMIT: facts.commit,
          BUILD_DATE: facts.commitTime,
          ARCH: 'amd64',
        },
        labels: {
          'org.opencontainers.image.created': '2026-01-02T01:04:05Z',
          'org.opencontainers.image.revision': facts.commit,
          'org.opencontainers.image.source': `https://github.com/${facts.repository}`,
          'org.opencontainers.image.title': `Widget ${facts.version}`,
          'org.opencontainers.image.version': 'x',
        },
        substitutes: {},
        instead: {},
        epoch: facts.commitEpoch,
        timeout: 60,
        line: expect.any(Function) as unknown,
      },
    ]);
    expect(did).toEqual(['open image widget linux/amd64 true', 'build', 'close']);
  });

  it('is a part a platform, which waits for what it is given, and finds it in place', async () => {
    const { run, did, waits } = await attempt({
      rule: {
        inputs: [
          { from: 'cli', to: 'bin/{os}/{arch}/' },
          { from: 'web', to: 'ui' },
        ],
      },
    });
    expect(waits).toEqual(['cli/linux_amd64', 'web']);
    await run();
    expect(did).toContain('place bin/linux/amd64/widget');
    expect(did).toContain('place ui/a.js');
  });

  it('is what the layout holds, with who made it and what it took from', async () => {
    const { run } = await attempt({ rule: { args: { A: 'b' }, inputs: [{ from: 'cli', to: 'bin' }] } });
    const left = baseImage([one]);
    const { images, tools, findings } = await run();
    expect(images).toEqual([
      {
        image: 'widget',
        manifest: {
          mediaType: OCI_MANIFEST,
          digest: left.manifests[0],
          size: expect.any(Number) as unknown,
          platform: AMD64,
        },
        config: expect.objectContaining({ mediaType: OCI_CONFIG }) as unknown,
        layers: [expect.objectContaining({ mediaType: OCI_LAYER })] as unknown,
        baseLayers: 0,
        holds: [],
        dockerfile: {
          builder: TOOL,
          file: 'Dockerfile',
          context: '.',
          args: { A: 'b' },
          inputs: ['cli'],
          bases: [{ name: BASE, digest: BASE.slice(BASE.indexOf('@') + 1) }],
          unpinned: ['golang:1.26'],
          substitutes: [],
        },
      },
    ]);
    expect(tools).toEqual([TOOL]);
    expect(findings?.map(({ code }) => code)).toEqual(['BASE_NOT_PINNED']);
  });

  it('has its builder in its key, and waits for no builder of another platform', async () => {
    const { tools } = await attempt({});
    expect(await tools()).toEqual([TOOL]);
  });

  it.each([{ emulate: [] }, { emulate: [ARM64] }])(
    'is refused where the builder is of another platform and $emulate.length are emulated, before anything is built',
    async ({ emulate }) => {
      const given = { native: false, settings: { emulate } };
      const { run, tools, did } = await attempt(given);
      await expect(tools()).rejects.toMatchObject({ code: 'PLATFORM_NOT_NATIVE', exit: 2 });
      await expect(run()).rejects.toMatchObject({
        code: 'PLATFORM_NOT_NATIVE',
        message: expect.stringContaining('linux/amd64') as unknown,
      });
      expect(did).toEqual([]);
    },
  );

  it('is built all the same where emulation is allowed, and says so', async () => {
    const { run } = await attempt({ native: false, settings: { emulate: [AMD64] } });
    const { images, findings } = await run();
    expect(images[0]?.dockerfile?.emulated).toBe(true);
    expect(findings?.map(({ code }) => code)).toContain('IMAGE_EMULATED');
  });

  it('closes its checkout when the build fails, and tells the failure as it is', async () => {
    const fails = new Failure('BUILD_FAILED', 'line 3', { remedy: 'x' });
    const { run, did } = await attempt({ fails });
    await expect(run()).rejects.toBe(fails);
    expect(did.at(-1)).toBe('close');
  });

  it.each([
    {
      what: 'a Dockerfile that is not there',
      rule: { file: 'other/Dockerfile' },
      says: 'no Dockerfile other/Dockerfile',
    },
    { what: 'a target that it has not', rule: { target: 'gone' }, says: 'no stage "gone"' },
    { what: 'a Dockerfile without a stage', dockerfile: 'RUN x\n', says: 'no FROM' },
  ])('is refused for $what', async ({ says, what: _, ...given }) => {
    expect(await codeOf(given)).toEqual(['BUILD_INPUT_INVALID', expect.stringContaining(says)]);
  });
});

describe('a substitute for a base', () => {
  const substitute = baseImage([one, { ...one, platform: ARM64 }]);
  const rule = {
    substitutes: {
      [BASE]: {
        kind: 'reference' as const,
        repository: 'registry.example/stand-in',
        digest: substitute.index,
      },
    },
  };
  const registries = { 'registry.example/stand-in': substitute };

  it('is judged, handed to the builder by the manifest of the platform, and told', async () => {
    const { run, asked, store } = await attempt({ rule, registries });
    const { images, findings } = await run();
    const [digest] = substitute.manifests;
    const base = { name: `registry.example/stand-in@${substitute.index}`, digest };
    expect(asked[0]?.instead).toEqual({
      [BASE]: { mediaType: OCI_MANIFEST, digest, size: substitute.content.get(digest as Digest)?.length },
    });
    for (const each of substitute.layers) expect(await store.has(each.digest)).toBe(true);
    expect(images[0]?.dockerfile).toMatchObject({ bases: [], substitutes: [{ from: BASE, base }] });
    expect(findings?.map(({ code }) => code)).toEqual(['BASE_SUBSTITUTED', 'BASE_NOT_PINNED']);
    expect(findings?.[0]?.message).toContain(BASE);
  });

  it.each([
    {
      what: 'of another platform',
      held: baseImage([{ ...one, platform: ARM64 }]),
      code: 'BASE_PLATFORM_MISSING',
    },
    {
      what: 'whose configuration says another one',
      held: baseImage([{ ...one, config: { architecture: 'arm64' } }]),
      code: 'BASE_PLATFORM_MISMATCH',
    },
    { what: 'that is not there', held: undefined, code: 'BASE_MISSING' },
  ])('$what is refused before anything is built', async ({ held, code }) => {
    const digest = held?.index ?? `sha256:${'1'.repeat(64)}`;
    const { run, did } = await attempt({
      rule: { substitutes: { [BASE]: { kind: 'reference', repository: 'registry.example/x', digest } } },
      registries: held === undefined ? {} : { 'registry.example/x': held },
    });
    await expect(run()).rejects.toMatchObject({ code });
    expect(did).toEqual([]);
  });

  it('for what the Dockerfile does not name is refused: a name that is nearly right replaces nothing', async () => {
    const [, short = ''] = /^(.*)@/.exec(BASE) ?? [];
    const given = { rule: { substitutes: { [short]: rule.substitutes[BASE] as never } }, registries };
    expect(await codeOf(given)).toEqual(['BUILD_INPUT_INVALID', expect.stringContaining(short)]);
  });
});

describe('what a builder leaves', () => {
  const attestation = { platform: { os: 'unknown', architecture: 'unknown' } };
  const marked = {
    ...attestation,
    annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
  };
  const program = (machine: number) => ({ path: 'bin/x', content: elfHead({ machine }), mode: 0o755 });

  it.each([
    { name: 'an index of one platform', left: baseImage([one]), lists: asIndex },
    {
      name: 'a variant that is meant anyway',
      left: baseImage([{ ...one, platform: { ...ARM64, variant: 'v8' } }]),
      lists: asIndex,
      platform: ARM64,
    },
    {
      name: 'a layer without compression',
      left: baseImage([{ ...one, pack: (tar) => tar, layer: { mediaType: OCI_LAYER.replace('+gzip', '') } }]),
    },
  ] satisfies readonly (Given & { name: string })[])('is taken: $name', async (given) => {
    expect(await codeOf(given)).toEqual(['taken']);
  });

  it('W31: is taken without what BuildKit says about it, and that is told', async () => {
    const other: BasePlatform = { ...one, layers: [[{ path: 'y' }]], descriptor: marked };
    const left = baseImage([one, other]);
    const { run } = await attempt({ left, lists: asIndex });
    const { images, findings } = await run();
    expect(images[0]?.manifest.digest).toBe(left.manifests[0]);
    const told = findings?.find(({ code }) => code === 'BUILDER_ADDITION_LEFT_OUT');
    expect(told?.message).toContain(left.manifests[1]);
  });

  it.each([
    { name: 'nothing', lists: () => [], says: 'no image' },
    {
      name: 'nothing but words',
      left: baseImage([{ ...one, descriptor: marked }]),
      lists: asIndex,
      says: 'no image',
    },
    {
      name: 'two images',
      left: baseImage([one, { ...one, layers: [[{ path: 'y' }]] }]),
      lists: asIndex,
      says: '2 images',
    },
    {
      name: 'two platforms',
      left: baseImage([one, { ...one, platform: ARM64 }]),
      lists: asIndex,
      says: '2 images',
    },
    {
      name: 'an index in an index',
      left: baseImage([{ ...one, descriptor: { mediaType: OCI_INDEX } }]),
      lists: asIndex,
      says: 'none of',
      or: 'listed as',
    },
    {
      name: "Docker's own media types",
      left: baseImage([
        { ...one, layer: { mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip' } },
      ]),
      says: "none of OCI's own",
    },
    {
      name: 'a layer that lies elsewhere',
      left: baseImage([{ ...one, layer: { urls: ['https://example.org/l'] } }]),
      says: 'urls',
    },
    {
      name: 'a layer that may not be distributed',
      left: baseImage([
        { ...one, layer: { mediaType: 'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip' } },
      ]),
      says: "none of OCI's own",
    },
    {
      name: 'an artifact',
      left: baseImage([{ ...one, manifest: { artifactType: 'application/x' } }]),
      says: 'no image',
    },
    {
      name: 'what speaks about another manifest',
      left: baseImage([
        {
          ...one,
          manifest: { subject: { mediaType: OCI_MANIFEST, digest: `sha256:${'1'.repeat(64)}`, size: 1 } },
        },
      ]),
      says: 'another manifest',
    },
    {
      name: 'layers that the configuration does not count',
      left: baseImage([{ ...one, config: { rootfs: { type: 'layers', diff_ids: [] } } }]),
      says: '0 layers',
    },
    {
      name: 'layers that the configuration does not name',
      left: baseImage([
        { ...one, config: { rootfs: { type: 'layers', diff_ids: [`sha256:${'2'.repeat(64)}`] } } },
      ]),
      says: 'not the one that its configuration names',
    },
    {
      name: 'a manifest of another size than its index says',
      left: baseImage([{ ...one, descriptor: { size: 7 } }]),
      lists: asIndex,
      says: 'bytes',
    },
    {
      name: 'a configuration that is none',
      left: baseImage([{ ...one, config: { architecture: 7 } }]),
      says: 'architecture',
    },
  ] satisfies readonly (Given & { name: string; says: string; or?: string })[])(
    'is refused: $name',
    async ({ says, name: _, ...given }) => {
      const [code, message] = await codeOf(given);
      expect(code).toBe('OUTPUT_INVALID');
      expect(message).toContain('or' in given ? given.or : says);
    },
  );

  it.each([
    {
      name: 'configuration',
      left: baseImage([{ ...one, config: { architecture: 'arm64' } }]),
      lists: asManifest,
    },
    {
      name: 'configuration of another system',
      left: baseImage([{ ...one, config: { os: 'windows' } }]),
      lists: asManifest,
    },
    {
      name: 'configuration of another variant',
      left: baseImage([{ ...one, config: { variant: 'v3' } }]),
      lists: asManifest,
    },
    { name: 'index', left: baseImage([{ ...one, descriptor: { platform: ARM64 } }]), lists: asIndex },
  ])(
    'of another platform than was asked for is refused by name: its $name says so',
    async ({ left, lists }) => {
      const [code, message] = await codeOf({ left, lists });
      expect(code).toBe('BUILT_PLATFORM_MISMATCH');
      expect(message).toContain('was built for linux/amd64');
    },
  );

  it.each([
    { where: 'its own layer', layers: [[{ path: 'a' }], [program(183)]] },
    { where: 'a layer of its base', layers: [[program(183)], [{ path: 'a' }]] },
  ])('with a program of another architecture in $where is refused by name', async ({ layers }) => {
    const [code, message] = await codeOf({ left: baseImage([{ ...one, layers }]) });
    expect(code).toBe('IMAGE_ARCHITECTURE_MISMATCH');
    expect(message).toContain('/bin/x in the image widget is a program for arm64');
  });

  it('with such a program that an upper layer takes away is taken: nobody can run it', async () => {
    const layers = [[program(183)], [{ path: 'bin/.wh.x' }]];
    expect(await codeOf({ left: baseImage([{ ...one, layers }]) })).toEqual(['taken']);
  });

  it.each([
    { what: 'manifest', at: ({ manifests }: BaseImage) => manifests[0] },
    { what: 'layer', at: ({ layers }: BaseImage) => layers[0]?.digest },
  ])('whose $what is missing is refused by its digest', async ({ at }) => {
    const left = baseImage([one]);
    const digest = at(left);
    const [code, message] = await codeOf({
      left,
      damage: (content) => void content.delete(digest as Digest),
    });
    expect(code).toBe('OUTPUT_INVALID');
    expect(message).toContain(digest);
  });
});
