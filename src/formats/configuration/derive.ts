// From what people wrote to what stages read: defaults filled in, short forms written out.
import { parsePlatform } from '../../domain/platform.ts';
import type { Builder, BuildTarget, Command, Output, Where } from '../../domain/builder.ts';
import type { Aliases, ArchiveRule, FileRule } from '../../domain/package-rules.ts';
import type { BuildSettings } from '../../domain/settings.ts';
import type { BuilderShape, CommandShape, OutputShape, Shape, TargetShape } from './schema.ts';

/** Seconds that a builder may take unless it says otherwise. */
export const TIMEOUT = 3600;

/** Every builder of `build.files`, in the order of the file. */
export const buildersOf = (shape: Shape): readonly Builder[] =>
  Object.entries(shape.build?.files ?? {}).map(([id, builder]) => builderOf(id, builder));

/** What all builders share of the environment. */
export const environmentOf = (shape: Shape): BuildSettings['env'] => ({
  pass: shape.build?.env?.pass ?? [],
  set: shape.build?.env?.set ?? {},
});

export const aliasesOf = (shape: Shape): Aliases => ({
  os: shape.package?.aliases?.os ?? {},
  arch: shape.package?.aliases?.arch ?? {},
});

export const fileRulesOf = (shape: Shape): readonly FileRule[] =>
  (shape.package?.files ?? []).map(({ from, path = '*', asset = '{asset}' }) => ({ from, path, asset }));

export const archiveRulesOf = (shape: Shape): readonly ArchiveRule[] =>
  (shape.package?.archives ?? []).map(({ from, asset, format = 'tar.gz', root = '', files = [] }) => {
    const { default: otherwise = 'tar.gz', ...formats } =
      typeof format === 'string' ? { default: format } : format;
    return { from: typeof from === 'string' ? [from] : from, asset, formats, format: otherwise, root, files };
  });

const builderOf = (id: string, shape: BuilderShape): Builder => {
  const common = {
    id,
    inputs: shape.inputs ?? [],
    targets: (shape.platforms ?? []).map(targetOf),
    env: shape.env ?? {},
    where: (shape.where ?? []).map(whereOf),
    timeout: shape.timeout === undefined ? TIMEOUT : secondsOf(shape.timeout),
  };
  if (shape.go !== undefined) {
    const {
      package: name = '.',
      binary,
      flags = [],
      tags = [],
      ldflags = [],
      buildvcs = true,
      cgo = false,
    } = shape.go;
    const { toolchain } = shape.go;
    return {
      ...common,
      kind: 'go',
      package: name,
      binary: binary ?? /[A-Za-z0-9_-]+$/.exec(name)?.[0] ?? id,
      flags,
      tags,
      ldflags,
      buildvcs,
      cgo,
      ...(toolchain === undefined ? {} : { toolchain }),
    };
  }
  if (shape.node !== undefined) {
    const { dir = '.', version, install = ['npm', 'ci'], run = [], pack = false } = shape.node;
    return {
      ...common,
      kind: 'node',
      dir,
      ...(version === undefined ? {} : { version }),
      install,
      run,
      pack,
      outputs: (shape.outputs ?? []).map(outputOf),
    };
  }
  if (shape.prebuilt !== undefined) return { ...common, kind: 'prebuilt', path: shape.prebuilt };
  return {
    ...common,
    kind: 'command',
    commands: (shape.command ?? []).map(commandOf),
    outputs: (shape.outputs ?? []).map(outputOf),
  };
};

/** A platform, and `{os}_{arch}{variant}` as its target unless another is given. */
export const targetOf = (shape: TargetShape): BuildTarget => {
  const [name, given] = typeof shape === 'string' ? [shape] : (Object.entries(shape)[0] ?? ['']);
  const platform = parsePlatform(name) ?? { os: '', architecture: '' };
  return { platform, target: given ?? `${platform.os}_${platform.architecture}${platform.variant ?? ''}` };
};

type WhereShape = NonNullable<BuilderShape['where']>[number];

const whereOf = ({ match, env, command, outputs, ldflags, flags, tags }: WhereShape): Where => ({
  match,
  ...(env === undefined ? {} : { env }),
  ...(command === undefined ? {} : { commands: command.map(commandOf) }),
  ...(outputs === undefined ? {} : { outputs: outputs.map(outputOf) }),
  ...(ldflags === undefined ? {} : { ldflags }),
  ...(flags === undefined ? {} : { flags }),
  ...(tags === undefined ? {} : { tags }),
});

const commandOf = (shape: CommandShape): Command => {
  if (Array.isArray(shape)) return { run: shape };
  const { run, stdout } = shape;
  return { run, ...(stdout === undefined ? {} : { stdout }) };
};

const outputOf = (shape: OutputShape): Output => {
  if (typeof shape === 'string') return { path: shape };
  const { path, sha256 } = shape;
  return { path, ...(sha256 === undefined ? {} : { sha256 }) };
};

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

/** Of a span of time as it is written. */
export const secondsOf = (duration: string): number =>
  Number(duration.slice(0, -1)) * (UNITS[duration.slice(-1)] ?? 1);
