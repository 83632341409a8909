// The images that a chart names: ours are pinned in its values and in literal lines of its templates, all are listed.
import { byBytes } from '../../domain/byte-order.ts';
import { Failure } from '../../domain/failure.ts';
import type { Finding } from '../../domain/finding.ts';
import type { ChartRule } from '../../domain/package-rules.ts';
import { chartFileReferences, literalImages } from '../../formats/helm/references.ts';
import { pinValues } from '../../formats/helm/values.ts';
import { edited } from '../../formats/manifests/edits.ts';
import { judgeReference, noticed, type Pin, pinFor, pinned } from '../../formats/manifests/pins.ts';
import { parseReference } from '../../formats/oci/reference.ts';
import { type ChartFile, sound } from './chart-files.ts';
import { pinnedFinding } from './pins.ts';

export interface ChartTexts {
  /** Files that are not as committed any more, by path. */
  readonly texts: Map<string, Uint8Array>;
  readonly externalImages: readonly string[];
  readonly findings: readonly Finding[];
}

/** Fails with `CHART_VALUE_MISSING` where a place of an image is not in `values.yaml`, and with `CHART_INVALID`. */
export const pinnedTexts = async (
  asset: string,
  rule: ChartRule,
  files: readonly ChartFile[],
  pins: readonly Pin[],
  text: (path: string) => Promise<Uint8Array | undefined>,
): Promise<ChartTexts> => {
  const texts = new Map<string, Uint8Array>();
  const values = await withImages(rule, pins, text);
  if (values !== undefined) texts.set('values.yaml', values);
  const external = new Set<string>();
  const named = new Map<string, Pin>();
  const findings: Finding[] = [];
  for (const { path } of files) {
    if (!isRead(path)) continue;
    const before = texts.get(path) ?? (await text(path));
    if (before === undefined) continue;
    const bytes = path.startsWith('templates/') ? withLiterals(before, pins) : before;
    if (bytes !== before) texts.set(path, bytes);
    const references = sound(rule.path, path, () => chartFileReferences(path, bytes));
    for (const { reference, line, column } of references) {
      const pin = pinFor(reference, pins);
      const at = `${asset}: ${path}:${line}:${column}`;
      if (pin === undefined) {
        external.add(reference);
        findings.push(...judgeReference(reference, pins, at));
      } else if (parseReference(reference)?.digest === pin.digest) named.set(pin.image, pin);
      else findings.push(unpinned(reference, pin, at));
    }
  }
  return {
    texts,
    externalImages: [...external].sort(byBytes),
    findings: [...[...named.values()].map((pin) => pinnedFinding(asset, pin)), ...findings],
  };
};

const withImages = async (
  { path: dir, images }: ChartRule,
  pins: readonly Pin[],
  text: (path: string) => Promise<Uint8Array | undefined>,
): Promise<Uint8Array | undefined> => {
  if (images.length === 0) return undefined;
  const before = await text('values.yaml');
  if (before === undefined) throw missing(dir, 'there is no values.yaml');
  const { bytes, missing: absent } = sound(dir, 'values.yaml', () =>
    pinValues(before, images, (id) => pins.find(({ image }) => image === id)),
  );
  if (absent.length > 0) throw missing(dir, absent.map(({ path, why }) => `${path} (${why})`).join(', '));
  return bytes;
};

/** Templates are no YAML: only a line that says `image:` and nothing else of note is read, and ours is pinned there. */
const withLiterals = (bytes: Uint8Array, pins: readonly Pin[]): Uint8Array => {
  const text = new TextDecoder().decode(bytes);
  const edits = literalImages(text).flatMap(({ reference, from, to }) => {
    const pin = pinFor(reference, pins);
    return pin === undefined ? [] : [{ from, to, by: pinned(pin) }];
  });
  return edits.length === 0 ? bytes : new TextEncoder().encode(edited(text, edits));
};

const isRead = (path: string): boolean =>
  path === 'values.yaml' || (/^(?:templates|crds|charts)\//.test(path) && !path.endsWith('.tgz'));

const unpinned = (reference: string, { repository }: Pin, at: string): Finding =>
  noticed(
    reference,
    'IMAGE_MENTION_NOT_PINNED',
    `${at} mentions ${repository}, which is not pinned there`,
    'name where repository, tag and digest lie under package.charts[].images',
  );

const missing = (dir: string, what: string): Failure =>
  new Failure('CHART_VALUE_MISSING', `images of the chart in ${dir} have no place: ${what}`, {
    remedy: 'correct package.charts[].images, or put the keys into values.yaml',
    at: 'package.charts',
  });
