// A stream of YAML documents (yaml.org/spec/1.2.2, 9.2) whose values keep their place in the text.
import { isAlias, isMap, isScalar, isSeq, type Node, parseAllDocuments } from 'yaml';

import { FormatError } from '../format-error.ts';
import { decodeUtf8 } from '../json.ts';

/** The most bytes of a manifest file that are read. */
export const MAX_MANIFESTS = 16 * 1024 * 1024;

export interface YamlStream {
  readonly text: string;
  /** The content of each document that has any, with its number in the stream, from 0. */
  readonly documents: readonly { readonly index: number; readonly content: Node }[];
}

/** Throws `FormatError` for what is too large, no UTF-8 or no YAML; unknown tags are let through. */
export const readYaml = (bytes: Uint8Array): YamlStream => {
  if (bytes.length > MAX_MANIFESTS) throw new FormatError(`larger than ${MAX_MANIFESTS} bytes`);
  const text = decodeUtf8(bytes);
  const documents = parse(text);
  for (const { errors } of documents) {
    const [error] = errors;
    if (error !== undefined) {
      const { line, column } = placeIn(text, error.pos[0]);
      throw new FormatError(`line ${line}, column ${column}: ${error.message}`);
    }
  }
  return {
    text,
    documents: documents.flatMap(({ contents }, index) =>
      contents === null ? [] : [{ index, content: contents }],
    ),
  };
};

/** Line and column, from 1, of an offset. */
export const placeIn = (text: string, offset: number): { readonly line: number; readonly column: number } => {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
};

export type YamlNode = Node;
export { isAlias, isMap, isScalar, isSeq };

const parse = (text: string) => {
  try {
    const documents = parseAllDocuments(text, {
      prettyErrors: false,
      // The parser's own way compares each key with all others; a key that stands twice is read twice.
      uniqueKeys: false,
      merge: false,
      logLevel: 'silent',
    });
    return 'empty' in documents ? [] : documents;
  } catch (error) {
    if (error instanceof RangeError) throw new FormatError('nested too deeply');
    throw error;
  }
};
