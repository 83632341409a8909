// A stream of YAML documents (yaml.org/spec/1.2.2, 9.2) whose values keep their place in the text.
import { type Document, isAlias, isMap, isScalar, isSeq, type Node, parseAllDocuments } from 'yaml';

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
  const text = decodeManifests(bytes);
  const documents = parseYaml(text);
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

/** The text; throws `FormatError` for what is too large or no UTF-8. */
export const decodeManifests = (bytes: Uint8Array): string => {
  if (bytes.length > MAX_MANIFESTS) throw new FormatError(`larger than ${MAX_MANIFESTS} bytes`);
  return decodeUtf8(bytes);
};

/**
 * Parts of a stream that mean the same read one by one: each but the first begins with the marker `---`, which no scalar
 * can hold at the beginning of a line (YAML 1.2.2, 9.1.2). One part where directives or ends of documents stand.
 */
export const splitStream = (text: string): readonly { readonly text: string; readonly from: number }[] => {
  if (/(?:^|\n)(?:%|\.\.\.(?:[ \t\r\n]|$))/.test(text)) return [{ text, from: 0 }];
  const begins = [0, ...[...text.matchAll(/\n---(?=[ \t\r\n]|$)/g)].map(({ index }) => index + 1)];
  return begins.map((from, at) => ({ text: text.slice(from, begins[at + 1]), from }));
};

/** Line and column, from 1, of an offset. */
export const placeIn = (text: string, offset: number): { readonly line: number; readonly column: number } => {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
};

export type YamlNode = Node;
type ParsedDocument = Pick<Document.Parsed, 'contents' | 'errors'>;
export { isAlias, isMap, isScalar, isSeq };

/** Documents with what is wrong in each. Throws `FormatError` for what is nested too deeply. */
export const parseYaml = (text: string): readonly ParsedDocument[] => {
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
