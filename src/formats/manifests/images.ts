// Every place of an image in a file of manifests. Files of one release repeat one another's documents, and a release is
// proved several times, so each document is parsed once a process: what it says is a function of its bytes.
import { FormatError } from '../format-error.ts';
import { sha256 } from '../sha256.ts';
import { decodeManifests, parseYaml, placeIn, splitStream } from './documents.ts';
import { imagePlaces, type ImagePlace } from './places.ts';

export interface ImageInText extends Pick<ImagePlace, 'path' | 'kind'> {
  readonly value: string;
  /** Number of its document in the file, from 0. */
  readonly document: number;
  /** Where the scalar begins and ends in the file's text. */
  readonly from: number;
  readonly to: number;
  readonly type: ImagePlace['scalar']['type'];
}

export interface ImagesInText {
  readonly text: string;
  /** In the order of the text. */
  readonly images: readonly ImageInText[];
}

/** Throws `FormatError` for what is too large, no UTF-8 or no YAML, and for an alias of nothing. */
export const imagesIn = (bytes: Uint8Array, fields: readonly string[]): ImagesInText => {
  const text = decodeManifests(bytes);
  const images: ImageInText[] = [];
  let documents = 0;
  for (const part of splitStream(text)) {
    const inside = inPart(part.text, fields, (offset) => placeIn(text, part.from + offset));
    for (const { document, from, to, ...image } of inside.images)
      images.push({ ...image, document: documents + document, from: part.from + from, to: part.from + to });
    documents += inside.documents;
  }
  return { text, images };
};

interface Inside {
  readonly documents: number;
  /** Counted from the beginning of the part. */
  readonly images: readonly ImageInText[];
}

const known = new Map<string, Inside>();
/** Far more than a release has; then it begins anew. */
const MOST_KNOWN = 10_000;

const inPart = (text: string, fields: readonly string[], placeOf: PlaceOf): Inside => {
  const key = `${sha256(new TextEncoder().encode(text))} ${JSON.stringify(fields)}`;
  const found = known.get(key) ?? parsed(text, fields, placeOf);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(key, found);
  return found;
};

type PlaceOf = (offset: number) => { readonly line: number; readonly column: number };

const parsed = (text: string, fields: readonly string[], placeOf: PlaceOf): Inside => {
  const documents = parseYaml(text);
  for (const { errors } of documents) {
    const [error] = errors;
    if (error === undefined) continue;
    const { line, column } = placeOf(error.pos[0]);
    throw new FormatError(`line ${line}, column ${column}: ${error.message}`);
  }
  return {
    documents: documents.length,
    images: documents.flatMap(({ contents }, document) =>
      contents === null
        ? []
        : imagePlaces(contents, fields).map(({ scalar, path, kind }) => {
            const [from = 0, to = from] = scalar.range ?? [];
            return { value: scalar.value, path, kind, document, from, to, type: scalar.type };
          }),
    ),
  };
};
