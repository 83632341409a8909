// Which bytes an SPDX 2.3 document describes (clause 11, relationship DESCRIBES, and clause 6, documentDescribes).
import { parseJson } from '../json.ts';
import { type Fields, list, maybe, object, one, text } from '../strict.ts';

/** SHA-256, in hexadecimal, of every package and file that the document says it describes. Throws `FormatError`. */
export const describedDigests = (bytes: Uint8Array, limit: number): readonly string[] => {
  const document = object(parseJson(bytes, { bytes: limit }), '');
  one(document['spdxVersion'], 'spdxVersion', ['SPDX-2.3']);
  const own = text(document['SPDXID'], 'SPDXID');
  const related = (maybe(document, 'relationships', '', objects) ?? [])
    .filter((relation) => relation['spdxElementId'] === own && relation['relationshipType'] === 'DESCRIBES')
    .map((relation) => relation['relatedSpdxElement']);
  const named = maybe(document, 'documentDescribes', '', (value, at) => list(value, at, text)) ?? [];
  const described = new Set<unknown>([...related, ...named]);
  return [
    ...(maybe(document, 'packages', '', objects) ?? []),
    ...(maybe(document, 'files', '', objects) ?? []),
  ]
    .filter((element) => described.has(element['SPDXID']))
    .flatMap((element) => maybe(element, 'checksums', '', objects) ?? [])
    .filter((checksum) => checksum['algorithm'] === 'SHA256')
    .map((checksum) => text(checksum['checksumValue'], 'checksumValue'));
};

const objects = (value: unknown, at: string): readonly Fields[] => list(value, at, object, 1_000_000);
