// What one part of a builder leaves: files, made by the kind of builder that it is, and the tools that made them.
import { byBytes } from '../../domain/byte-order.ts';
import type { BuildOutcome, BuiltFile } from '../../domain/outcome/build.ts';
import type { ReleaseFacts } from '../../domain/release.ts';
import type { BuildSettings } from '../../domain/settings.ts';
import type { Tool } from '../../domain/tool.ts';
import { renderTemplate } from '../../formats/template.ts';
import { inputsOf, type PlacedInput } from './checkout.ts';
import { buildByCommand } from './command.ts';
import { buildByGo } from './go.ts';
import { type BuildDoors, builderFor, buildValues, environmentOf, type Job } from './job.ts';
import { buildByNode } from './node.ts';
import { pieceOf } from './parts.ts';
import { takeIn } from './prebuilt.ts';
import { toolchainOf } from './toolchain.ts';
import { toolsOf } from './tools.ts';

export interface FilesJob {
  readonly part: string;
  readonly facts: ReleaseFacts;
  readonly settings: BuildSettings;
  /** What the parts that it takes inputs from have left. */
  readonly earlier: ReadonlyMap<string, BuildOutcome>;
  readonly doors: BuildDoors;
  readonly doing: (text: string) => void;
  readonly line: (text: string) => void;
}

/** The files, by path. Fails as the builder's own kind does: `BUILD_FAILED`, `OUTPUT_…`, `BUILD_INPUT_INVALID`. */
export const buildFiles = async ({
  part,
  facts,
  settings,
  earlier,
  doors,
  doing,
  line,
}: FilesJob): Promise<Pick<BuildOutcome, 'files' | 'tools'>> => {
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
    doing,
    line,
  };
  const tools = await toolsOf(builder, facts, doors);
  const files = await make(job, inputsOf(job, earlier, settings), tools);
  return { files: files.toSorted((a, b) => byBytes(a.path, b.path)), tools };
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
