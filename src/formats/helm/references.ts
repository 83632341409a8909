// The images that a chart names, as far as a chart can be read without rendering it: values and CRDs are YAML,
// templates are text in which only literal `image:` lines are found.
import { isMap, isScalar, placeIn, readYaml, type YamlNode } from '../manifests/documents.ts';
import { type ImageReference, imageReferences } from '../manifests/references.ts';
import { formatReference, parseReference } from '../oci/reference.ts';

/**
 * References in one file of a chart, by its path below the chart's directory, in the order of the file: in
 * `values.yaml` (of subcharts, too) also where `repository`, `tag` and `digest` stand apart; in `crds/` as in
 * manifests; in `templates/` literal `image:` lines. Nothing in other files, and nothing inside packed subcharts.
 * Throws `FormatError` for values or CRDs that are no YAML.
 */
export const chartFileReferences = (path: string, bytes: Uint8Array): readonly ImageReference[] => {
  const [, inside = path] = /^(?:charts\/[^/]+\/)*(.*)$/s.exec(path) ?? [];
  if (inside === 'values.yaml') return byPlace([...imageReferences(bytes), ...splitReferences(bytes)]);
  if (/^crds\/.*\.(?:ya?ml|json)$/s.test(inside)) return imageReferences(bytes);
  return inside.startsWith('templates/') ? literalReferences(bytes) : [];
};

/** Literal images in a template, each with where its text begins and ends. */
export const literalImages = (
  text: string,
): readonly { readonly reference: string; readonly from: number; readonly to: number }[] =>
  [...text.matchAll(LITERAL)].flatMap((match) => {
    const [whole, before = '', quoted, single, plain] = match;
    const reference = quoted ?? single ?? plain ?? '';
    const parsed = parseReference(reference);
    if (parsed === undefined || whole.includes('{{')) return [];
    const from = match.index + before.length + (quoted === undefined && single === undefined ? 0 : 1);
    return [{ reference, from, to: from + reference.length }];
  });

// `image: x`, as an item or not, quoted or not, and nothing but a comment behind it.
const LITERAL =
  /^([ \t]*(?:-[ \t]+)?["']?image["']?[ \t]*:[ \t]+)(?:"([^"\n]*)"|'([^'\n]*)'|([^\s"'#{}|>&*!][^\s#]*))[ \t]*(?:[ \t]#[^\n]*)?\r?$/gm;

const literalReferences = (bytes: Uint8Array): readonly ImageReference[] => {
  const text = new TextDecoder().decode(bytes);
  return literalImages(text).map(({ reference, from }) => ({
    reference,
    document: 0,
    path: 'image',
    ...placeIn(text, from),
  }));
};

/** Maps with a `repository` and a `tag` or `digest` beside it, perhaps with a `registry`. */
const splitReferences = (bytes: Uint8Array): readonly ImageReference[] => {
  const { text, documents } = readYaml(bytes);
  const found: ImageReference[] = [];
  const walk = (node: YamlNode | null, path: string, document: number): void => {
    if (isMap(node)) {
      const split = splitReference(node);
      if (split !== undefined)
        found.push({ reference: split.reference, document, path, ...placeIn(text, split.offset) });
      for (const { key, value } of node.items) {
        const name = isScalar(key) ? String(key.value) : '';
        walk(value as YamlNode | null, path === '' ? name : `${path}.${name}`, document);
      }
    } else if (node !== null && 'items' in node && Array.isArray(node.items))
      node.items.forEach((item, at) => walk(item as YamlNode | null, `${path}[${at}]`, document));
  };
  for (const { index, content } of documents) walk(content, '', index);
  return found;
};

const splitReference = (
  map: YamlNode,
): { readonly reference: string; readonly offset: number } | undefined => {
  if (!isMap(map)) return undefined;
  const scalar = (name: string) => {
    const pair = map.items.find(({ key }) => isScalar(key) && key.value === name);
    return isScalar(pair?.value) ? pair.value : undefined;
  };
  const [registry, repository, tag, digest] = ['registry', 'repository', 'tag', 'digest'].map(scalar);
  if (typeof repository?.value !== 'string' || (tag === undefined && digest === undefined)) return undefined;
  const word = (value: unknown): string =>
    typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  const host = word(registry?.value);
  const parsed = parseReference(`${host === '' ? '' : `${host}/`}${repository.value}`);
  if (parsed === undefined) return undefined;
  const [version, sum] = [word(tag?.source ?? tag?.value), word(digest?.value)];
  const reference = formatReference({
    ...parsed,
    ...(version === '' ? {} : { tag: version }),
    ...(sum === '' ? {} : { digest: sum }),
  });
  return parseReference(reference) === undefined
    ? undefined
    : { reference, offset: repository.range?.[0] ?? 0 };
};

const byPlace = (references: readonly ImageReference[]): readonly ImageReference[] =>
  references.toSorted((a, b) => a.line - b.line || a.column - b.column);
