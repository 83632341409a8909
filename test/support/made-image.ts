// One platform of an image of layers, made from files of a `cli` for two platforms and a `web` for all.
import type { LayersRule } from '../../src/domain/image-rule.ts';
import type { BuiltFile, BuiltImage, BuiltLayer } from '../../src/domain/outcome/build.ts';
import type { Platform } from '../../src/domain/platform.ts';
import { gunzip } from '../../src/formats/gzip.ts';
import { parseImageConfig } from '../../src/formats/oci/config.ts';
import { readLayer } from '../../src/formats/tar/layer.ts';
import type { Source } from '../../src/ports/source.ts';
import { makeImage } from '../../src/stages/02-build/image.ts';
import { AMD64, ARM64, buildOutcome, buildSettings, builder, builtFile } from './built-image.ts';
import { createCompressor } from './compressor.ts';
import { elfHead } from './elf-head.ts';
import { createMemoryRegistry } from './memory-registry.ts';
import { createMemoryStore } from './memory-store.ts';
import { facts } from './release-facts.ts';

const MACHINES: Readonly<Record<string, number>> = { amd64: 62, arm64: 183 };
/** A program for a platform, as far as its header. */
export const program = ({ architecture }: Platform): Uint8Array =>
  elfHead({ machine: MACHINES[architecture] ?? 0 });

const compressor = createCompressor();

interface Given {
  readonly rule: LayersRule;
  readonly platform?: Platform;
  readonly reversed?: boolean;
  /** Outcomes of parts that make layers. */
  readonly apart?: Readonly<Record<string, readonly BuiltLayer[]>>;
  readonly files?: (store: ReturnType<typeof createMemoryStore>) => Promise<readonly BuiltFile[]>;
}

/** Makes one platform; `cli` is built for two platforms, `web` for all. */
export const make = async ({ rule, platform = AMD64, files, apart = {}, reversed = false }: Given) => {
  const store = createMemoryStore();
  const web = [
    await builtFile(store, 'dist/index.html', '<p>', { builder: 'web', output: 'dist' }),
    await builtFile(store, 'dist/js/app.js', 'go()', { builder: 'web', output: 'dist' }),
  ];
  const cli = files
    ? await files(store)
    : [await builtFile(store, 'bin/widget', program(platform), { executable: true, platform })];
  const target = `${platform.os}_${platform.architecture}`;
  const image = await makeImage({
    rule,
    platform,
    facts,
    settings: buildSettings([builder('web'), builder('cli', [AMD64, ARM64])], [rule]),
    earlier: new Map([
      ['web', buildOutcome(reversed ? web.toReversed() : web)],
      [`cli/${target}`, buildOutcome(reversed ? cli.toReversed() : cli)],
      ...Object.entries(apart).map(([part, layers]) => [part, { ...buildOutcome([]), layers }] as const),
    ]),
    doors: {
      compressor,
      registry: createMemoryRegistry().registry,
      source: {} as Source,
      store,
    },
    doing: () => {},
  });
  return { image, store };
};

/** What lies in each layer: modes, owners, paths, sizes. */
export const entriesOf = async ({
  image,
  store,
}: {
  image: BuiltImage;
  store: ReturnType<typeof createMemoryStore>;
}) => {
  const layers: string[][] = [];
  for (const layer of image.layers) {
    const said: string[] = [];
    for await (const { path, type, mode, uid, gid, size } of readLayer(
      gunzip(store.read(layer), { limit: 2 ** 20 }),
    ))
      said.push(
        `${mode.toString(8).padStart(4, '0')} ${uid}:${gid} ${path}${type === 'directory' ? '/' : ` ${size}`}`,
      );
    layers.push(said);
  }
  return layers;
};

/** What a platform says of itself. */
export const configOf = async ({
  image,
  store,
}: {
  image: BuiltImage;
  store: ReturnType<typeof createMemoryStore>;
}) => parseImageConfig(await store.bytes(image.config));
