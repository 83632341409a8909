// What builders are tried with: a base of Debian's static busybox in a layout, a checkout with Dockerfiles, and a look
// at what is left over.
import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, readdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { takeLayout } from '../../src/adapters/dockerfile/take-layout.ts';
import { createImageBuilder } from '../../src/adapters/image-builder/index.ts';
import { createStore, type LayoutStore } from '../../src/adapters/oci-layout/index.ts';
import type { BuilderChoice } from '../../src/domain/builder-choice.ts';
import type { Descriptor } from '../../src/domain/descriptor.ts';
import type { Platform } from '../../src/domain/platform.ts';
import { type OciManifest, parseOciDocument } from '../../src/formats/oci/document.ts';
import type { ImageBuilder, ImageBuildRequest } from '../../src/ports/image-builder.ts';
import { baseImage } from '../support/base-image.ts';
import { writeLayout } from '../support/fake-builders.ts';

export const AMD64: Platform = { os: 'linux', architecture: 'amd64' };
export const EPOCH = 1_700_000_000;
/** As a Dockerfile names a base that is nowhere to be had: a layout stands in for it. */
const FROM = `docker.io/library/base:1@sha256:${'ab'.repeat(32)}`;
/** The command of a build that never ends, to be looked for among processes. */
export const ENDLESS = 'sleep 97531';

export interface BuilderBench {
  readonly scratch: string;
  readonly base: string;
  /** Takes the base into a store, and says what its manifest is. */
  readonly storedBase: (store: LayoutStore) => Promise<Descriptor>;
  readonly builder: (choice: BuilderChoice, options?: BuilderOptions) => TriedBuilder;
}

export interface BuilderOptions {
  readonly env?: Readonly<Record<string, string>>;
}

export interface TriedBuilder extends ImageBuilder {
  readonly store: LayoutStore;
  readonly interrupt: () => void;
  /** What it keeps of a build that has ended: names below its scratch, processes, mounts. */
  readonly left: () => Promise<string>;
}

/** Makes the base and the checkout below `scratch`; programs are found in `bin` first. */
export const createBuilderBench = async (scratch: string, bin: string): Promise<BuilderBench> => {
  const base = await makeBase(join(scratch, 'base'));
  const checkout = join(scratch, 'checkout');
  await makeCheckout(checkout);
  const root = await realpath(checkout);
  let made = 0;
  return {
    scratch,
    base,
    storedBase: async (store) => {
      const [content] = await takeLayout(base, 'base', store);
      if (content === undefined) throw new Error('the base lists nothing');
      return content;
    },
    builder: (choice, { env = {} } = {}) => {
      const own = join(scratch, `builder-${(made += 1)}`);
      const store = createStore(join(own, 'store'));
      const aborted = new AbortController();
      const builder = createImageBuilder({
        choices: { '*': choice },
        locate: () => root,
        store,
        environment: {
          ...process.env,
          RELEASE_TOKEN: 'a-credential',
          ...env,
          PATH: env['PATH'] ?? `${bin}:${process.env['PATH'] ?? ''}`,
        },
        scratch: join(own, 'scratch'),
        signal: aborted.signal,
      });
      return {
        ...builder,
        store,
        interrupt: () => aborted.abort(new Error('interrupted')),
        left: () => leftOf(join(own, 'scratch')),
      };
    },
  };
};

export const request = (bench: BuilderBench, change: Partial<ImageBuildRequest> = {}): ImageBuildRequest => ({
  image: 'app',
  platform: AMD64,
  handle: 'checkout',
  file: 'Dockerfile',
  context: '.',
  args: { VERSION: 'v1.2.0, "the second"' },
  labels: { 'org.opencontainers.image.vendor': 'Acme, "Ltd"' },
  substitutes: { [FROM]: bench.base },
  epoch: EPOCH,
  timeout: 120,
  line: () => undefined,
  ...change,
});

const STATIC = '/bin/busybox';
const NAMES = ['sh', 'cat', 'echo', 'env', 'false', 'id', 'mkdir', 'sleep', 'touch'];

const makeBase = async (dir: string): Promise<string> => {
  const busybox = new Uint8Array(await readFile(STATIC));
  const layer = [
    { path: 'bin/', type: '5', mode: 0o755 },
    { path: 'bin/busybox', content: busybox, mode: 0o755 },
    ...NAMES.map((name) => ({ path: `bin/${name}`, type: '2', link: 'busybox' })),
    { path: 'tmp/', type: '5', mode: 0o777 },
  ];
  const made = baseImage([
    {
      platform: AMD64,
      layers: [layer],
      config: { config: { Env: ['PATH=/bin'] }, history: [{ created_by: 'busybox' }] },
    },
  ]);
  const digest = made.manifests[0] ?? '';
  const size = made.content.get(made.manifests[0] ?? made.index)?.length;
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  return writeLayout(dir, made.content, [{ mediaType, digest, size }]);
};

const DOCKERFILE = `FROM ${FROM} AS build
ARG VERSION
ARG SOURCE_DATE_EPOCH
RUN mkdir -p /out && echo "$VERSION at $SOURCE_DATE_EPOCH" > /out/version && id
COPY . /out/context/
FROM ${FROM} AS runtime
RUN touch /marked
COPY --from=build /out/version /out/version
COPY --from=build /out/context /out/context
LABEL stage=runtime
FROM runtime AS last
RUN echo seen > /seen && env
`;

const FAILING = `FROM ${FROM}
RUN echo this runs
RUN echo this fails && \\
    false
RUN echo this never runs
`;

const makeCheckout = async (dir: string): Promise<void> => {
  await mkdir(join(dir, '.git'), { recursive: true });
  await writeFile(join(dir, '.git', 'config'), 'of this machine');
  await writeFile(join(dir, 'Dockerfile'), DOCKERFILE);
  await writeFile(join(dir, 'Failing'), FAILING);
  await writeFile(join(dir, 'Endless'), `FROM ${FROM}\nRUN echo it begins; ${ENDLESS}\n`);
  await writeFile(join(dir, '.dockerignore'), 'ignored.txt\n');
  await writeFile(join(dir, 'ignored.txt'), 'ignored');
  await copyFile(join(dir, 'Dockerfile'), join(dir, 'source, with a comma.txt'));
};

/** The manifest and configuration of what a build answered. */
export const readImage = async (
  store: LayoutStore,
  [content]: readonly Descriptor[],
): Promise<{ readonly manifest: OciManifest; readonly config: ImageConfig }> => {
  if (content === undefined) throw new Error('the builder lists nothing');
  const manifest = parseOciDocument(await store.bytes(content));
  if (manifest.kind !== 'manifest') throw new Error('the builder lists an index');
  const config = JSON.parse(new TextDecoder().decode(await store.bytes(manifest.config))) as ImageConfig;
  return { manifest, config };
};

export interface ImageConfig {
  readonly os: string;
  readonly architecture: string;
  readonly created: string;
  readonly config: { readonly Labels?: Readonly<Record<string, string>> };
  readonly history: readonly { readonly created?: string }[];
}

/** `tar -tvz` over all layers but the base's: modes, owners, sizes, times, names. */
export const listLayers = (store: LayoutStore, { layers }: OciManifest): string =>
  layers
    .slice(1)
    .map(({ digest }) =>
      execFileSync('tar', ['--utc', '--full-time', '-tvzf', store.locate(digest)], { encoding: 'utf8' }),
    )
    .join('');

/** What a file holds in the last layer that has it; nothing where none has. */
export const fileIn = (store: LayoutStore, { layers }: OciManifest, path: string): Uint8Array => {
  for (const { digest } of layers.toReversed()) {
    const tar = (...flags: readonly string[]): Buffer =>
      execFileSync('tar', [...flags, store.locate(digest)], { maxBuffer: 64 * 2 ** 20 });
    if (tar('-tzf').toString('utf8').split('\n').includes(path))
      return execFileSync('tar', ['-xzOf', store.locate(digest), path], { maxBuffer: 64 * 2 ** 20 });
  }
  return new Uint8Array();
};

/** The same as text. */
export const textIn = (store: LayoutStore, manifest: OciManifest, path: string): string =>
  new TextDecoder().decode(fileIn(store, manifest, path));

const leftOf = async (scratch: string): Promise<string> => {
  const names = await readdir(scratch).catch(() => []);
  const mounts = (await readFile('/proc/self/mountinfo', 'utf8')).split('\n');
  const left = [...names, ...mounts.filter((line) => line.includes(scratch))];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const said = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    const words = said.replaceAll('\0', ' ').trim();
    if (words === ENDLESS || words.includes(scratch)) left.push(words);
  }
  return left.join('; ');
};
