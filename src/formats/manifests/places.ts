// Where Kubernetes objects name images: containers of any kind, image volumes, keys called `image`, and the fields
// that the configuration names. Objects may lie at any depth: in lists, and in custom resources that embed them.
import type { Scalar } from 'yaml';

import { FormatError } from '../format-error.ts';
import { isAlias, isMap, isScalar, isSeq, type YamlNode } from './documents.ts';

export interface ImagePlace {
  readonly scalar: Scalar<string>;
  /** `spec.containers[0].image` */
  readonly path: string;
  /** `container`: whatever stands there is an image. `field`: named by the configuration. `key`: called so, no more. */
  readonly kind: 'container' | 'field' | 'key';
}

/**
 * Every place in one document, in its order; what is named by an alias stands where its anchor is, once. Throws
 * `FormatError` for an alias of nothing.
 */
export const imagePlaces = (content: YamlNode, fields: readonly string[] = []): readonly ImagePlace[] => {
  const walk: Walk = {
    fields: fields.map(parseField),
    anchors: new Map(),
    aliases: new Map(),
    seen: new Map(),
    found: new Map(),
  };
  visit(walk, content, '', 'any', [], false);
  return [...walk.found.values()].sort((a, b) => offsetOf(a) - offsetOf(b));
};

const offsetOf = ({ scalar }: ImagePlace): number => scalar.range?.[0] ?? 0;

type Role = 'any' | 'container' | 'volume';
/** Keys, and `[]` for any item of a list. */
type Steps = readonly string[];

interface Walk {
  readonly fields: readonly { readonly kind: string; readonly steps: Steps }[];
  readonly anchors: Map<string, YamlNode>;
  /** What an alias meant where it was met first: an anchor may be given again later. */
  readonly aliases: Map<YamlNode, YamlNode>;
  /** What was looked for below a node already: documents may not grow by their aliases. */
  readonly seen: Map<YamlNode, Set<string>>;
  readonly found: Map<YamlNode, ImagePlace>;
}

const CONTAINERS: ReadonlySet<string> = new Set(['containers', 'initContainers', 'ephemeralContainers']);

const parseField = (field: string): Walk['fields'][number] => {
  const [kind = '', ...names] = field.split('.');
  const steps = names.flatMap((name) => {
    const [, key = '', lists = ''] = /^(.*?)((?:\[\])*)$/s.exec(name) ?? [];
    return [key, ...(lists.match(/\[\]/g) ?? [])];
  });
  return { kind, steps };
};

// `again` below an alias: what needs no context was found where the anchor stands.
const visit = (
  walk: Walk,
  node: YamlNode,
  path: string,
  role: Role,
  steps: readonly Steps[],
  again: boolean,
): void => {
  if (again && role === 'any' && steps.length === 0) return;
  if (isAlias(node)) {
    const meant = walk.aliases.get(node) ?? walk.anchors.get(node.source);
    if (meant === undefined) throw new FormatError(`the alias *${node.source} names nothing`);
    walk.aliases.set(node, meant);
    return visit(walk, meant, path, role, steps, true);
  }
  if (!again && node.anchor !== undefined) walk.anchors.set(node.anchor, node);
  if (asked(walk, node, role, steps)) return;
  if (isScalar(node)) {
    if (steps.some(({ length }) => length === 0)) add(walk, node, path, 'field');
  } else if (isSeq(node)) {
    const inside = after(steps, '[]');
    node.items.forEach((item, index) =>
      visit(walk, item as YamlNode, `${path}[${index}]`, role, inside, again),
    );
  } else if (isMap(node)) {
    const kind = kindOf(walk, node);
    const own = walk.fields.flatMap((field) => (field.kind === kind ? [field.steps] : []));
    visitMap(walk, node, path, role, own.length === 0 ? steps : [...steps, ...own], again);
  }
};

/** Whether this was looked for below this node before; what needs no context is looked for once anyway. */
const asked = ({ seen }: Walk, node: YamlNode, role: Role, steps: readonly Steps[]): boolean => {
  if (role === 'any' && steps.length === 0) return false;
  const questions = seen.get(node) ?? new Set();
  const question = JSON.stringify([role, steps]);
  if (questions.has(question)) return true;
  seen.set(node, questions.add(question));
  return false;
};

const visitMap = (
  walk: Walk,
  node: YamlNode,
  path: string,
  role: Role,
  steps: readonly Steps[],
  again: boolean,
): void => {
  if (!isMap(node)) return;
  for (const pair of node.items) {
    const value = pair.value as YamlNode | null;
    // A key may bear an anchor, too.
    if (!again && isScalar(pair.key) && pair.key.anchor !== undefined)
      walk.anchors.set(pair.key.anchor, pair.key);
    const key = keyOf(walk, pair.key as YamlNode);
    if (value === null || key === undefined) continue;
    const inner = path === '' ? key : `${path}.${key}`;
    if (key === '<<') {
      for (const merged of isSeq(value) ? [value, ...(value.items as YamlNode[])] : [value])
        visit(walk, merged, path, role, steps, again);
      continue;
    }
    visit(walk, value, inner, roleBelow(key, role), after(steps, key), again);
    if (key === 'image') note(walk, value, inner, role, again);
  }
};

const roleBelow = (key: string, role: Role): Role => {
  if (CONTAINERS.has(key)) return 'container';
  if (key === 'volumes') return 'volume';
  // What a volume calls `image` is a map that holds the reference.
  return role === 'volume' && key === 'image' ? 'volume' : 'any';
};

const note = (walk: Walk, value: YamlNode, path: string, role: Role, again: boolean): void => {
  const meant = isAlias(value) ? walk.aliases.get(value) : value;
  if (isScalar(meant)) return add(walk, meant, path, role === 'container' ? 'container' : 'key');
  if (!isMap(meant)) return;
  for (const { key, value: inner } of meant.items) {
    if (inner === null || keyOf(walk, key as YamlNode) !== 'reference') continue;
    visit(walk, inner as YamlNode, `${path}.reference`, 'any', [], again);
    const reference = isAlias(inner) ? walk.aliases.get(inner) : inner;
    if (isScalar(reference))
      add(walk, reference, `${path}.reference`, role === 'volume' ? 'container' : 'key');
  }
};

const RANK = { container: 2, field: 1, key: 0 } as const;

const add = (walk: Walk, scalar: YamlNode, path: string, kind: ImagePlace['kind']): void => {
  if (!isScalar(scalar) || typeof scalar.value !== 'string' || scalar.value.trim() === '') return;
  const there = walk.found.get(scalar);
  if (there === undefined || RANK[there.kind] < RANK[kind])
    walk.found.set(scalar, { scalar: scalar as Scalar<string>, path: there?.path ?? path, kind });
};

const after = (steps: readonly Steps[], step: string): readonly Steps[] =>
  steps.flatMap(([first, ...rest]) => (first === step ? [rest] : []));

const keyOf = (walk: Walk, key: YamlNode): string | undefined => {
  const meant = isAlias(key) ? walk.anchors.get(key.source) : key;
  return isScalar(meant) && typeof meant.value === 'string' ? meant.value : undefined;
};

const kindOf = (walk: Walk, map: YamlNode): string | undefined => {
  if (walk.fields.length === 0 || !isMap(map)) return undefined;
  const pair = map.items.find(({ key }) => keyOf(walk, key as YamlNode) === 'kind');
  const value = pair?.value as YamlNode | null | undefined;
  const meant = value && isAlias(value) ? walk.anchors.get(value.source) : value;
  return isScalar(meant) && typeof meant.value === 'string' ? meant.value : undefined;
};
