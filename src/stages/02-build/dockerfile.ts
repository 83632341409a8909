// One platform of an image from a Dockerfile: a clean checkout, the outputs that it is given, a builder of that platform,
// no cache and no credential; what comes back is judged before it is an image.
import { Failure } from '../../domain/failure.ts';
import type { Finding } from '../../domain/finding.ts';
import type { FindingCode } from '../../domain/finding-codes.ts';
import type { DockerfileRule } from '../../domain/image-rule.ts';
import type { BuildOutcome, BuiltImage } from '../../domain/outcome/build.ts';
import { formatPlatform, type Platform } from '../../domain/platform.ts';
import type { ReleaseFacts } from '../../domain/release.ts';
import type { BuildSettings } from '../../domain/settings.ts';
import type { Tool } from '../../domain/tool.ts';
import type { Doors } from '../../engine/stage.ts';
import { MAX_DOCKERFILE } from '../../formats/dockerfile.ts';
import { renderTemplate } from '../../formats/template.ts';
import type { ChosenBuilder } from '../../ports/image-builder.ts';
import { placedInputs } from './checkout.ts';
import { basesNamed, takeSubstitutes } from './dockerfile-bases.ts';
import { standardLabels } from './image-config.ts';
import { type ImagePiece, partsForImage } from './image-givers.ts';
import { buildValues } from './job.ts';
import { judgeBuilt } from './judge-built.ts';

export interface DockerfileJob extends ImagePiece<DockerfileRule> {
  readonly part: string;
  readonly facts: ReleaseFacts;
  readonly settings: BuildSettings;
  readonly earlier: ReadonlyMap<string, BuildOutcome>;
  readonly doors: Doors<'imageBuilder' | 'registry' | 'source' | 'store' | 'workshop'>;
  readonly doing: (text: string) => void;
  readonly line: (text: string) => void;
}

export interface FromDockerfile {
  readonly image: BuiltImage;
  readonly tool: Tool;
  readonly findings: readonly Finding[];
}

/**
 * Who builds for a platform. Fails with `PLATFORM_NOT_NATIVE` where its machine is of another one and `build.emulate`
 * does not name it, and as `ImageBuilder.chosen` does.
 */
export const builderOf = async (
  { rule, platform }: ImagePiece<DockerfileRule>,
  { imageBuilder }: Doors<'imageBuilder'>,
  { emulate }: Pick<BuildSettings, 'emulate'>,
): Promise<ChosenBuilder> => {
  const chosen = await imageBuilder.chosen(platform);
  const name = formatPlatform(platform);
  if (chosen.native || emulate.some((other) => formatPlatform(other) === name)) return chosen;
  throw new Failure(
    'PLATFORM_NOT_NATIVE',
    `the image ${rule.id} is to be built for ${name}, and ${chosen.tool.name} runs on a machine of another platform`,
    {
      remedy: `build it on a machine of ${name}, name a builder there under \`build.builders\`, or allow emulation with \`build.emulate: [${name}]\``,
      at: `build.images.${rule.id}`,
    },
  );
};

/**
 * The image, all that it points at in the store. Fails as `builderOf`, `ImageBuilder.build`, `judgeBuilt` and
 * `takeSubstitutes` do, with `BUILD_INPUT_INVALID` for a Dockerfile that is not there or is none.
 */
export const buildDockerfile = async (job: DockerfileJob): Promise<FromDockerfile> => {
  const { rule, platform, facts, settings, earlier, doors, doing } = job;
  const chosen = await builderOf(job, doors, settings);
  const target = targetOf(platform);
  const values = buildValues(facts, target);
  const args = rendered(rule.args, (template) => renderTemplate(template, values));
  const labels = {
    ...standardLabels(facts),
    ...rendered(rule.labels, (template) => renderTemplate(template, values)),
  };
  const { id, inputs } = rule;
  const taker = { id, inputs, at: `build.images.${id}.dockerfile.inputs`, facts, target };
  const placed = placedInputs(taker, (from) => partsForImage({ from }, job, settings), earlier);
  const substitutes = await takeSubstitutes(job, facts.commit, earlier, settings, doors, doing);
  doing('checking out');
  const { workshop, imageBuilder, store } = doors;
  const handle = await workshop.open({ commit: facts.commit, tag: facts.tag, label: job.part });
  try {
    for (const { to, files } of placed) await workshop.place(handle, to, files);
    const named = basesNamed(await dockerfileOf(job, handle), job, args, chosen.tool.name);
    doing(`building ${rule.file} with ${chosen.tool.name} ${chosen.tool.version}`);
    const listed = await imageBuilder.build({
      image: id,
      platform,
      handle,
      file: rule.file,
      context: rule.context,
      ...(rule.target === undefined ? {} : { target: rule.target }),
      args,
      labels,
      substitutes: {},
      instead: Object.fromEntries(substitutes.map(({ from, content }) => [from, content])),
      epoch: facts.commitEpoch,
      timeout: rule.timeout,
      line: job.line,
    });
    const { leftOut, manifest, ...content } = await judgeBuilt(listed, { id, platform }, store, doing);
    const image: BuiltImage = {
      image: id,
      manifest: { ...manifest, platform },
      ...content,
      baseLayers: 0,
      holds: [],
      dockerfile: {
        builder: chosen.tool,
        file: rule.file,
        context: rule.context,
        ...(rule.target === undefined ? {} : { target: rule.target }),
        args,
        inputs: [...new Set(inputs.map(({ from }) => from))],
        ...named,
        substitutes: substitutes.map(({ from, base }) => ({ from, base })),
        ...(chosen.native ? {} : { emulated: true }),
      },
    };
    return { image, tool: chosen.tool, findings: noticed(image, leftOut) };
  } finally {
    await workshop.close(handle);
  }
};

const targetOf = (platform: Platform) => ({
  platform,
  target: `${platform.os}_${platform.architecture}${platform.variant ?? ''}`,
});

const rendered = (
  templates: Readonly<Record<string, string>>,
  render: (template: string) => string,
): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(templates).map(([name, template]) => [name, render(template)]));

/** As it lies in the checkout, where a builder's output may have been placed over it. */
const dockerfileOf = async (
  { rule: { id, file }, doors: { workshop, store } }: DockerfileJob,
  handle: string,
): Promise<string> => {
  const found = await workshop.collect(handle, file).catch((error: unknown) => {
    throw error instanceof Failure && error.code === 'OUTPUT_MISSING' ? noDockerfile(id, file, error) : error;
  });
  const [only, ...more] = found;
  if (only === undefined || more.length > 0 || only.path !== file) throw noDockerfile(id, file);
  return new TextDecoder().decode(await store.bytes(only.content, MAX_DOCKERFILE));
};

const noDockerfile = (id: string, file: string, cause?: unknown): Failure =>
  new Failure('BUILD_INPUT_INVALID', `the image ${id}: there is no Dockerfile ${file} in the checkout`, {
    remedy: 'commit it, or correct `file`; what is not committed is not built',
    at: `build.images.${id}.dockerfile`,
    ...(cause === undefined ? {} : { cause }),
  });

const noticed = (
  { image, manifest, dockerfile }: BuiltImage,
  leftOut: readonly string[],
): readonly Finding[] => {
  const about = (code: FindingCode, message: string, remedy?: string): Finding => ({
    check: 'build',
    subject: `${image} ${formatPlatform(manifest.platform)}`,
    digest: manifest.digest,
    result: 'info',
    demanded: false,
    assertedBy: 'verifier',
    code,
    message,
    ...(remedy === undefined ? {} : { remedy }),
  });
  const { substitutes = [], unpinned = [], emulated, file = '' } = dockerfile ?? {};
  return [
    ...substitutes.map(({ from, base }) =>
      about(
        'BASE_SUBSTITUTED',
        `in the place of FROM ${from} in ${file} ${base.name} was taken, ${base.digest}; its provenance says so`,
      ),
    ),
    ...unpinned.map((name) =>
      about('BASE_NOT_PINNED', `${file} takes from ${name} without a digest`, 'pin it: name@sha256:…'),
    ),
    ...(leftOut.length === 0
      ? []
      : [
          about(
            'BUILDER_ADDITION_LEFT_OUT',
            `the builder added ${leftOut.join(', ')}, which is no part of it`,
          ),
        ]),
    ...(emulated === true ? [about('IMAGE_EMULATED', 'it was built on a machine of another platform')] : []),
  ];
};
