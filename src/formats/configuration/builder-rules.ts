// What makes a builder whole: one kind, keys that belong to it, inputs that exist and do not go round.
import { formatPlatform } from '../../domain/platform.ts';
import { glob } from '../glob.ts';
import { placeholdersOf } from '../template.ts';
import { targetOf } from './derive.ts';
import type { Path } from './document.ts';
import type { Say } from './say.ts';
import type { BuilderShape, Shape } from './schema.ts';

type Builders = Readonly<Record<string, BuilderShape>>;
type Kind = 'go' | 'node' | 'command' | 'prebuilt';

const KINDS: readonly Kind[] = ['go', 'node', 'command', 'prebuilt'];
/** Keys of a builder and of its `where` that only some kinds have. */
const ONLY: Readonly<Record<string, readonly Kind[]>> = {
  outputs: ['node', 'command'],
  inputs: ['go', 'node', 'command'],
  env: ['go', 'node', 'command'],
  where: ['go', 'node', 'command'],
  timeout: ['go', 'node', 'command'],
  command: ['command'],
  ldflags: ['go'],
  flags: ['go'],
  tags: ['go'],
};

/** Says what is wrong with the builders of `build.files`. */
export const builderRules = (shape: Shape, say: Say): void => {
  const builders = shape.build?.files ?? {};
  for (const [id, builder] of Object.entries(builders)) {
    const path: Path = ['build', 'files', id];
    if (id === 'source')
      say(path, 'source is kept for the files of the repository: choose another id', 'key');
    const kinds = KINDS.filter((kind) => builder[kind] !== undefined);
    const [kind] = kinds;
    if (kind === undefined) say(path, 'one of go, node, command and prebuilt must stand here', 'key');
    else if (kinds.length > 1)
      say([...path, kinds[1] ?? ''], `a builder has one kind, not ${kinds.join(' and ')}`, 'key');
    else oneKind(builder, kind, path, say);
    platforms(builder, path, say);
    inputs(id, builders, path, say);
  }
  cycles(builders, say);
};

const oneKind = (builder: BuilderShape, kind: Kind, path: Path, say: Say): void => {
  for (const [key, value] of Object.entries(builder)) {
    if (value !== undefined && key !== kind && ONLY[key]?.includes(kind) === false) {
      say([...path, key], `a builder of kind ${kind} has no ${key}`, 'key');
    }
  }
  for (const [index, where] of (builder.where ?? []).entries()) {
    for (const [key, value] of Object.entries(where)) {
      if (value !== undefined && ONLY[key]?.includes(kind) === false) {
        say([...path, 'where', index, key], `a builder of kind ${kind} has no ${key}`, 'key');
      }
    }
  }
  if (kind === 'go' && builder.platforms === undefined) say(path, 'a go builder needs platforms', 'key');
  if (kind === 'command' && builder.outputs === undefined)
    say(path, 'a command builder needs outputs', 'key');
  if (kind === 'node' && builder.outputs === undefined && builder.node?.pack !== true) {
    say(path, 'a node builder needs outputs or pack: true', 'key');
  }
};

const platforms = (builder: BuilderShape, path: Path, say: Say): void => {
  const targets = (builder.platforms ?? []).map(targetOf);
  const seen = new Set<string>();
  for (const [index, { target }] of targets.entries()) {
    if (seen.has(target)) say([...path, 'platforms', index], `the target ${target} stands twice`);
    seen.add(target);
  }
  for (const [index, { match }] of (builder.where ?? []).entries()) {
    const matches = glob(match);
    if (!targets.some(({ platform, target }) => matches(formatPlatform(platform)) || matches(target))) {
      say([...path, 'where', index, 'match'], `${match} matches no platform and no target`);
    }
  }
  if (targets.length > 0) return;
  for (const [at, text] of texts(builder, path)) {
    const name = placeholdersOf(text).find((word) =>
      ['os', 'arch', 'variant', 'target', 'exe'].includes(word),
    );
    if (name !== undefined) say(at, `{${name}} stands for nothing: the builder has no platforms`);
  }
};

/** Every text below a value, with its path. */
const texts = (value: unknown, path: Path): readonly (readonly [Path, string])[] => {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    texts(inner, [...path, Array.isArray(value) ? Number(key) : key]),
  );
};

const inputs = (id: string, builders: Builders, path: Path, say: Say): void => {
  const own = (builders[id]?.platforms ?? []).map((target) => targetOf(target).target);
  for (const [index, { from }] of (builders[id]?.inputs ?? []).entries()) {
    const place = [...path, 'inputs', index, 'from'];
    const other = Object.hasOwn(builders, from) ? builders[from] : undefined;
    if (other === undefined) {
      say(place, `there is no builder ${JSON.stringify(from)}`);
      continue;
    }
    const theirs = (other.platforms ?? []).map((target) => targetOf(target).target);
    const missing = theirs.length === 0 ? undefined : own.find((target) => !theirs.includes(target));
    if (missing !== undefined) say(place, `${from} is not built for the target ${missing}`);
  }
};

/** Says each circle of inputs once, at the input that closes it. */
const cycles = (builders: Builders, say: Say): void => {
  const done = new Set<string>();
  const visit = (id: string, above: readonly string[]): void => {
    if (done.has(id)) return;
    for (const [index, { from }] of (builders[id]?.inputs ?? []).entries()) {
      const chain = [...above, id];
      if (chain.includes(from)) {
        const circle = [...chain.slice(chain.indexOf(from)), from].join(' needs ');
        say(['build', 'files', id, 'inputs', index, 'from'], `inputs go round in a circle: ${circle}`);
      } else if (Object.hasOwn(builders, from)) visit(from, chain);
    }
    done.add(id);
  };
  for (const id of Object.keys(builders)) visit(id, []);
};
