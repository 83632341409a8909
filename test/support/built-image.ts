// One platform of an image, made by the build stage's own code in memory.
import type { BuildOutcome, BuiltFile } from '../../src/domain/outcome/build.ts';
import type { Platform } from '../../src/domain/platform.ts';
import type { Builder } from '../../src/domain/builder.ts';
import type { DockerfileRule, ImageRule, LayerFile, LayersRule } from '../../src/domain/image-rule.ts';
import type { BuildSettings } from '../../src/domain/settings.ts';
import type { Store } from '../../src/ports/store.ts';
import { targets } from './release-facts.ts';

export const AMD64: Platform = { os: 'linux', architecture: 'amd64' };
export const ARM64: Platform = { os: 'linux', architecture: 'arm64' };

export const targetOf = (platform: Platform): string =>
  `${platform.os}_${platform.architecture}${platform.variant ?? ''}`;

/** A `command` builder for these platforms; none: one part for all. */
export const builder = (id: string, platforms: readonly Platform[] = []): Builder => ({
  id,
  targets: platforms.map((platform) => ({ platform, target: targetOf(platform) })),
  inputs: [],
  env: {},
  where: [],
  timeout: 1,
  kind: 'command',
  commands: [],
  outputs: [],
});

export const layerFile = (from: string, to: string, more: Partial<LayerFile> = {}): LayerFile => ({
  from,
  to,
  uid: 0,
  gid: 0,
  ...more,
});

export const imageRule = (more: Partial<LayersRule> = {}): LayersRule => ({
  kind: 'layers',
  id: 'widget',
  platforms: [AMD64, ARM64],
  labels: {},
  base: { kind: 'scratch' },
  files: [],
  entrypoint: [],
  cmd: [],
  env: {},
  ...more,
});

export const dockerfileRule = (more: Partial<DockerfileRule> = {}): DockerfileRule => ({
  kind: 'dockerfile',
  id: 'widget',
  platforms: [AMD64, ARM64],
  labels: {},
  file: 'Dockerfile',
  context: '.',
  args: {},
  inputs: [],
  substitutes: {},
  timeout: 60,
  ...more,
});

export const buildSettings = (files: readonly Builder[], images: readonly ImageRule[]): BuildSettings => ({
  env: { pass: [], set: {} },
  files,
  images,
  builders: {},
  emulate: [],
  targets,
});

/** A file that a builder left, in the store. */
export const builtFile = async (
  store: Store,
  path: string,
  bytes: string | Uint8Array,
  more: Partial<BuiltFile> = {},
): Promise<BuiltFile> => ({
  builder: 'cli',
  path,
  output: path,
  executable: false,
  content: await store.write(
    typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes,
    'application/octet-stream',
  ),
  ...more,
});

export const buildOutcome = (files: readonly BuiltFile[]): BuildOutcome => ({
  files,
  images: [],
  tools: [],
  invocationId: 'https://rehearsal.colophon.invalid/run',
  caches: 'empty',
});
