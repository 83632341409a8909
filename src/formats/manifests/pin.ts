// Every mention of a released image becomes `repository:tag@digest`; nothing else in the file changes by a byte.
import { byBytes } from '../../domain/byte-order.ts';
import type { Finding } from '../../domain/finding.ts';
import { placeIn } from './documents.ts';
import { type Edit, edited, editOf } from './edits.ts';
import { judgeReference, type Pin, pinFor, pinned, unpinnedMentions } from './pins.ts';
import { imagesIn } from './images.ts';
import { isImage } from './references.ts';

export interface PinnedManifests {
  readonly bytes: Uint8Array;
  /** Ids of the images that are named in it. */
  readonly mentioned: readonly string[];
  /** References to images that are not ours, as written, sorted. */
  readonly externalImages: readonly string[];
  /** What was noticed about references, each with its place; none is demanded. */
  readonly findings: readonly Finding[];
}

export interface PinOptions {
  /** What findings call the file. */
  readonly file: string;
  /** `Kind.spec.path.to.image`, `[]` after a list. */
  readonly fields?: readonly string[];
}

/**
 * Pins the images of a release in a file of manifests: comments, order, quotes and layout stay as they are. Throws
 * `FormatError` as `imageReferences` does.
 */
export const pinImages = (
  bytes: Uint8Array,
  pins: readonly Pin[],
  { file, fields = [] }: PinOptions,
): PinnedManifests => {
  const { text, images } = imagesIn(bytes, fields);
  const mentioned = new Set<string>();
  const external = new Set<string>();
  const findings: Finding[] = [];
  const edits: Edit[] = [];
  for (const image of images) {
    const { from, to, type } = image;
    const reference = image.value.trim();
    const pin = pinFor(reference, pins);
    if (pin === undefined && !isImage(image)) continue;
    const { line, column } = placeIn(text, from);
    findings.push(...judgeReference(reference, pins, `${file}:${line}:${column}`));
    if (pin === undefined) external.add(reference);
    else {
      mentioned.add(pin.image);
      edits.push(
        editOf({ range: [from, to, to], ...(type === undefined ? {} : { type }) }, pinned(pin), text),
      );
    }
  }
  const changed = edited(text, edits);
  return {
    bytes: new TextEncoder().encode(changed),
    mentioned: [...mentioned].sort(byBytes),
    externalImages: [...external].sort(byBytes),
    findings: [...findings, ...unpinnedMentions(changed, pins, file)],
  };
};
