// `values.yaml` of a chart with a release's images in the places that the configuration names.
import type { ChartImage } from '../../domain/package-rules.ts';
import { isMap, isScalar, type YamlNode } from '../manifests/documents.ts';
import { type Edit, edited, editOf } from '../manifests/edits.ts';
import { type Pin, pinned } from '../manifests/pins.ts';
import { readMap } from './chart-yaml.ts';

/** What could not be written: the dotted path, and why. */
export interface MissingValue {
  readonly path: string;
  readonly why: string;
}

/**
 * The file with repository, tag, digest or whole reference of each image filled in; comments stay. Where a map holds
 * a `registry` beside the repository, the host goes there. Throws `FormatError` for what is not one map.
 */
export const pinValues = (
  bytes: Uint8Array,
  images: readonly ChartImage[],
  pinOf: (image: string) => Pin | undefined,
): { readonly bytes: Uint8Array; readonly missing: readonly MissingValue[] } => {
  const { text, map } = readMap(bytes);
  const edits = new Map<number, Edit>();
  const missing: MissingValue[] = [];
  const set = (path: string, value: string): void => {
    const found = valueAt(map, path);
    if (typeof found === 'string') missing.push({ path, why: found });
    else {
      const edit = editOf(found, value, text);
      edits.set(edit.from, edit);
    }
  };
  for (const { image, repository, tag, digest, reference } of images) {
    const pin = pinOf(image);
    if (pin === undefined) continue;
    const registry = repository === undefined ? undefined : siblingOf(repository, 'registry');
    if (repository !== undefined && registry !== undefined && typeof valueAt(map, registry) !== 'string') {
      const slash = pin.repository.indexOf('/');
      set(registry, pin.repository.slice(0, slash));
      set(repository, pin.repository.slice(slash + 1));
    } else if (repository !== undefined) set(repository, pin.repository);
    if (tag !== undefined) set(tag, pin.tags[0] ?? '');
    if (digest !== undefined) set(digest, pin.digest);
    if (reference !== undefined) set(reference, pinned(pin));
  }
  return { bytes: new TextEncoder().encode(edited(text, [...edits.values()])), missing };
};

/** The scalar at a dotted path, or why there is none. */
const valueAt = (map: YamlNode, path: string) => {
  let node: YamlNode | null = map;
  for (const key of path.split('.')) {
    if (!isMap(node)) return 'there is no map above it';
    const pairs: readonly { readonly key: unknown; readonly value: unknown }[] = node.items.filter(
      (item) => isScalar(item.key) && String(item.key.value) === key,
    );
    if (pairs.length > 1) return `${key} stands twice`;
    if (pairs[0] === undefined) return `${key} is not there`;
    node = pairs[0].value as YamlNode | null;
  }
  return isScalar(node) ? node : 'it is no single value';
};

const siblingOf = (path: string, name: string): string =>
  `${path.slice(0, path.lastIndexOf('.') + 1)}${name}`;
