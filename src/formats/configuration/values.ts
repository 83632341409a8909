// From the nodes of a YAML document to plain values, with the place of each: no tags, no keys twice, aliases
// without cycles, and bounds on how many values there are once aliases are expanded, and how deep they lie.
import { type Document, isAlias, isMap, isScalar, isSeq } from 'yaml';

import { neutral } from '../neutral.ts';

export type Path = readonly PropertyKey[];

/** Offsets into the text: of the value, of the key that names it (an item of a list names itself). */
export interface Place {
  readonly value: number;
  readonly key: number;
  /** The word of a value that was written as an unquoted `{word}`. */
  readonly braced?: string;
}

export interface Values {
  readonly value: unknown;
  /** By `pathKey`. */
  readonly places: ReadonlyMap<string, Place>;
  readonly faults: readonly { readonly offset: number; readonly message: string }[];
}

const MAX_VALUES = 20_000;
const MAX_DEPTH = 32;
/** Each costs a walk through the document. */
const MAX_ALIASES = 100;

/** A path as a key of a map; indexes and names never meet. */
export const pathKey = (path: Path): string => JSON.stringify(path);

/** Where a node stands: its path, its key's offset, and the alias that led there. */
interface Spot {
  readonly path: Path;
  readonly key: number;
  readonly alias?: number;
}

/** Reads every value of a document that the parser found sound. */
export const readValues = (document: Document, text: string): Values => {
  const places = new Map<string, Place>();
  const faults: { offset: number; message: string }[] = [];
  const open = new Set<unknown>();
  let values = 0;
  let aliases = 0;
  const fault = (offset: number, message: string): undefined => {
    faults.push({ offset, message });
    return undefined;
  };

  const walk = (node: unknown, spot: Spot): unknown => {
    values += 1;
    if (values === MAX_VALUES) fault(spot.alias ?? spot.key, 'the document holds too many values');
    if (values >= MAX_VALUES) return undefined;
    if (spot.path.length > MAX_DEPTH) {
      return fault(spot.alias ?? spot.key, 'the document is nested too deeply');
    }
    if (isAlias(node)) return aliased(node, spot);
    const own = offsetOf(node, spot.key);
    const braced = isMap(node) ? bracedWord(text, node.range) : undefined;
    places.set(pathKey(spot.path), {
      value: own,
      key: spot.key,
      ...(braced === undefined ? {} : { braced }),
    });
    if (node === null || node === undefined) return null;
    if (!isScalar(node) && !isMap(node) && !isSeq(node)) return fault(own, 'this is no YAML value');
    if (node.tag !== undefined) return fault(own, `tags such as ${neutral(node.tag)} are not read here`);
    if (isScalar(node)) {
      const broken = typeof node.value === 'string' && !node.value.isWellFormed();
      return broken ? fault(own, 'this text is no Unicode text') : node.value;
    }
    open.add(node);
    const value = isSeq(node)
      ? node.items.map((item, index) =>
          walk(item, { ...spot, path: [...spot.path, index], key: offsetOf(item, own) }),
        )
      : entries(node.items, spot, own);
    open.delete(node);
    return value;
  };

  const aliased = (node: unknown, spot: Spot): unknown => {
    if (!isAlias(node)) return undefined;
    const here = offsetOf(node, spot.key);
    aliases += 1;
    if (aliases === MAX_ALIASES) fault(here, 'the document holds too many aliases');
    if (aliases >= MAX_ALIASES) return undefined;
    const target = node.resolve(document);
    const name = `*${neutral(node.source)}`;
    if (target === undefined) return fault(here, `the anchor ${name} is not known`);
    if (open.has(target)) return fault(here, `the alias ${name} stands inside of what it names`);
    return walk(target, { ...spot, alias: spot.alias ?? here });
  };

  const entries = (
    items: readonly { readonly key: unknown; readonly value: unknown }[],
    spot: Spot,
    own: number,
  ): Readonly<Record<string, unknown>> => {
    const read = new Map<string, unknown>();
    for (const { key, value } of items) {
      const at = offsetOf(key, own);
      const name = isScalar(key) ? key.value : undefined;
      if (typeof name === 'number' || typeof name === 'boolean')
        fault(at, 'a key is a text: put it in quotes');
      else if (typeof name !== 'string' || name === '__proto__') fault(at, 'this is no key');
      else if (read.has(name)) fault(at, 'this key stands twice');
      else read.set(name, walk(value, { ...spot, path: [...spot.path, name], key: at }));
    }
    return Object.fromEntries(read);
  };

  const value = walk(document.contents, { path: [], key: offsetOf(document.contents, 0) });
  return { value, places, faults };
};

const offsetOf = (node: unknown, otherwise: number): number =>
  isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? (node.range?.[0] ?? otherwise) : otherwise;

const bracedWord = (text: string, range: readonly number[] | null | undefined): string | undefined =>
  /^\{\s*([A-Za-z]+)\s*\}$/.exec(text.slice(range?.[0] ?? 0, range?.[1] ?? 0))?.[1];
