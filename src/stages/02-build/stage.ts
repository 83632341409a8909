// Stage 02: files, made by the project's own builders in clean checkouts, and what is taken in as it is; then images.
// One part a builder and target, one an image and platform; a part waits for the builders whose outputs it is given.
import type { BuiltFile } from '../../domain/outcome/build.ts';
import type { Tool } from '../../domain/tool.ts';
import type { ReleaseFacts } from '../../domain/release.ts';
import type { BuildSettings } from '../../domain/settings.ts';
import { type Doors, stage } from '../../engine/stage.ts';
import { byBytes } from '../../domain/byte-order.ts';
import { renderTemplate } from '../../formats/template.ts';
import { inputsOf, type PlacedInput } from './checkout.ts';
import { buildDockerfile, builderOf } from './dockerfile.ts';
import { buildByCommand } from './command.ts';
import { buildByGo } from './go.ts';
import { type BuildDoors, builderFor, buildValues, environmentOf, type Job } from './job.ts';
import { makeImage } from './image.ts';
import { imagePieceOf, partsOf, platformOf, waitsOf } from './image-parts.ts';
import { buildByNode } from './node.ts';
import { NOTHING, pieceOf } from './parts.ts';
import { takeIn } from './prebuilt.ts';
import { said } from './said.ts';
import { toolchainOf } from './toolchain.ts';
import { toolsOf } from './tools.ts';

export const build = stage({
  name: 'build',
  promise:
    'Every file and image that the project makes exists by digest, from a clean checkout of the commit.',
  revision: 1,
  reads: ['gate'],
  needs: ['compressor', 'imageBuilder', 'registry', 'run', 'source', 'store', 'workshop'],
  repeats: 'once',
  parts: (_input, settings) => partsOf(settings),
  waits: (part, settings) => waitsOf(part, settings),
  platformOf,
  // Tools, and what the configuration asks to pass on from the environment: both change what comes out.
  hashes: async (part, { gate }, doors, settings) => hashesOf(part, gate.facts, doors, settings),
  run: async (part, { gate }, doors, settings, bench) => {
    const { facts } = gate;
    const invocationId = (await doors.run.run(facts.tag, facts.commit)).runInvocationUri;
    const nothing = { files: [], images: [], tools: [], invocationId, caches: doors.workshop.caches };
    if (part === NOTHING) return nothing;
    const image = imagePieceOf(part, settings);
    if (image !== undefined) {
      const { earlier, doing } = bench;
      const { rule, platform } = image;
      const common = { platform, facts, settings, earlier, doors, doing };
      if (rule.kind === 'layers') return { ...nothing, images: [await makeImage({ ...common, rule })] };
      const {
        image: made,
        tool,
        findings,
      } = await buildDockerfile({ ...common, rule, part, line: bench.output });
      return { ...nothing, images: [made], tools: [tool], ...(findings.length === 0 ? {} : { findings }) };
    }
    const piece = pieceOf(part, settings);
    const builder = builderFor(piece);
    const values = buildValues(facts, piece.target);
    const job: Job = {
      ...piece,
      builder,
      part,
      facts,
      doors,
      env: environmentOf(builder, settings, values),
      pass: settings.env.pass,
      render: (template) => renderTemplate(template, values),
      doing: bench.doing,
      line: bench.output,
    };
    const tools = await toolsOf(builder, facts, doors);
    const files = await make(job, inputsOf(job, bench.earlier, settings), tools);
    return { ...nothing, files: files.toSorted(inOrder), tools };
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
  const image = imagePieceOf(part, settings);
  if (part === NOTHING || image?.rule.kind === 'layers') return [];
  if (image?.rule.kind === 'dockerfile')
    return [(await builderOf({ rule: image.rule, platform: image.platform }, doors, settings)).tool];
  return [
    ...(await toolsOf(builderFor(pieceOf(part, settings)), facts, doors)),
    await doors.workshop.passed(settings.env.pass),
  ];
};

const make = async (
  job: Job,
  inputs: readonly PlacedInput[],
  tools: readonly Tool[],
): Promise<readonly BuiltFile[]> => {
  const { builder } = job;
  switch (builder.kind) {
    case 'go':
      return buildByGo({ ...job, builder }, inputs, await toolchainOf(builder, job.facts, job.doors.source));
    case 'node':
      return buildByNode({ ...job, builder }, inputs, tools);
    case 'command':
      return buildByCommand({ ...job, builder }, inputs);
    case 'prebuilt':
      return takeIn({ ...job, builder });
  }
};

const inOrder = (a: BuiltFile, b: BuiltFile): number =>
  byBytes(a.builder, b.builder) || byBytes(a.target ?? '', b.target ?? '') || byBytes(a.path, b.path);

const nameOf = ({ name, version }: Tool): string => `${name} ${version}`;
