// Stage 02: files, made by the project's own builders in clean checkouts, and what is taken in as it is; then images.
// One part a builder and target, one a layer, one an image and platform; a part waits for those whose outputs it takes.
import type { BuiltFile } from '../../domain/outcome/build.ts';
import type { Tool } from '../../domain/tool.ts';
import type { ReleaseFacts } from '../../domain/release.ts';
import type { BuildSettings } from '../../domain/settings.ts';
import { type Doors, stage } from '../../engine/stage.ts';
import { byBytes } from '../../domain/byte-order.ts';
import { buildDockerfile, builderOf } from './dockerfile.ts';
import { buildFiles } from './files.ts';
import { type BuildDoors, builderFor } from './job.ts';
import { makeImage } from './image.ts';
import { laidFiles } from './image-files.ts';
import { delegates, imagePieceOf, partsOf, platformOf, waitsOf } from './image-parts.ts';
import { writeLayer } from './layer.ts';
import { layerPieceOf } from './layer-parts.ts';
import { NOTHING, pieceOf } from './parts.ts';
import { said } from './said.ts';
import { toolsOf } from './tools.ts';

export const build = stage({
  name: 'build',
  promise:
    'Every file and image that the project makes exists by digest, from a clean checkout of the commit.',
  revision: 2,
  reads: ['gate'],
  needs: ['compressor', 'imageBuilder', 'registry', 'run', 'source', 'store', 'workshop'],
  repeats: 'once',
  parts: (_input, settings) => partsOf(settings),
  waits: (part, settings) => waitsOf(part, settings),
  delegates,
  platformOf,
  // Tools, and what the configuration asks to pass on from the environment: both change what comes out.
  hashes: async (part, { gate }, doors, settings) => hashesOf(part, gate.facts, doors, settings),
  run: async (part, { gate }, doors, settings, bench) => {
    const { facts } = gate;
    const { earlier, doing, output: line } = bench;
    const invocationId = (await doors.run.run(facts.tag, facts.commit)).runInvocationUri;
    const nothing = { files: [], images: [], tools: [], invocationId, caches: doors.workshop.caches };
    if (part === NOTHING) return nothing;
    const layer = layerPieceOf(part, settings);
    if (layer !== undefined) {
      const laid = laidFiles(layer, earlier.get(layer.giver)?.files ?? []);
      return { ...nothing, layers: [await writeLayer(layer, laid, { facts, doors, doing })] };
    }
    const image = imagePieceOf(part, settings);
    if (image !== undefined) {
      const { rule, platform } = image;
      const common = { platform, facts, settings, earlier, doors, doing };
      if (rule.kind === 'layers') return { ...nothing, images: [await makeImage({ ...common, rule })] };
      const made = await buildDockerfile({ ...common, rule, part, line });
      const findings = made.findings.length === 0 ? {} : { findings: made.findings };
      return { ...nothing, images: [made.image], tools: [made.tool], ...findings };
    }
    return { ...nothing, ...(await buildFiles({ part, facts, settings, earlier, doors, doing, line })) };
  },
  join: (done) => {
    const outcomes = [...done.values()];
    const tools = outcomes.flatMap((outcome) => outcome.tools);
    const findings = outcomes.flatMap((outcome) => outcome.findings ?? []);
    return {
      files: outcomes.flatMap(({ files }) => files).toSorted(inOrder),
      images: outcomes.flatMap(({ images }) => images),
      tools: [...new Map(tools.map((tool) => [nameOf(tool), tool])).values()].toSorted((a, b) =>
        byBytes(nameOf(a), nameOf(b)),
      ),
      // Machines of one release belong to one run; the first part speaks for it.
      invocationId: outcomes[0]?.invocationId ?? '',
      caches: outcomes.some(({ caches }) => caches === 'kept') ? 'kept' : 'empty',
      ...(findings.length === 0 ? {} : { findings }),
    };
  },
  says: said,
});

const hashesOf = async (
  part: string,
  facts: ReleaseFacts,
  doors: BuildDoors & Doors<'imageBuilder'>,
  settings: BuildSettings,
): Promise<readonly (string | Tool)[]> => {
  if (part === NOTHING || layerPieceOf(part, settings) !== undefined) return [];
  const image = imagePieceOf(part, settings);
  if (image?.rule.kind === 'layers') return [];
  if (image?.rule.kind === 'dockerfile')
    return [(await builderOf({ rule: image.rule, platform: image.platform }, doors, settings)).tool];
  return [
    ...(await toolsOf(builderFor(pieceOf(part, settings)), facts, doors)),
    await doors.workshop.passed(settings.env.pass),
  ];
};

const inOrder = (a: BuiltFile, b: BuiltFile): number =>
  byBytes(a.builder, b.builder) || byBytes(a.target ?? '', b.target ?? '') || byBytes(a.path, b.path);

const nameOf = ({ name, version }: Tool): string => `${name} ${version}`;
