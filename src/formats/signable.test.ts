import { describe, expect, it } from 'vitest';

import { canonicalJson } from './canonical-json.ts';
import { pae } from './pae.ts';
import { checkSignableDocument, checkSignableStatement } from './signable.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const subject = (name: string) => ({ name, digest: { sha256: 'a'.repeat(64) } });
const statement = {
  _type: 'https://in-toto.io/Statement/v1',
  subject: [subject('a.tar.gz')],
  predicateType: 'https://slsa.dev/provenance/v1',
  predicate: {},
};
const document = { kind: 'colophon.release', version: 1, tag: 'v1.0.0' };
const refused = expect.objectContaining({ code: 'SIGNING_REFUSED' });

describe('a statement', () => {
  it('of ours is let through', () => {
    expect(() => checkSignableStatement(canonicalJson(statement))).not.toThrow();
  });

  it('with 1,024 subjects is let through', () => {
    const many = Array.from({ length: 1024 }, (_, i) => subject(`f${i}`));
    expect(() => checkSignableStatement(canonicalJson({ ...statement, subject: many }))).not.toThrow();
  });

  it.each([
    {
      name: 'of another type',
      input: canonicalJson({ ...statement, _type: 'https://in-toto.io/Statement/v0.1' }),
    },
    { name: 'without a predicate type', input: canonicalJson({ ...statement, predicateType: '' }) },
    { name: 'without subjects', input: canonicalJson({ ...statement, subject: [] }) },
    {
      name: 'with 1,025 subjects',
      input: canonicalJson({
        ...statement,
        subject: Array.from({ length: 1025 }, (_, i) => subject(`f${i}`)),
      }),
    },
    {
      name: 'with a subject without digest',
      input: canonicalJson({ ...statement, subject: [{ name: 'a' }] }),
    },
    {
      name: 'with a digest in capitals',
      input: canonicalJson({ ...statement, subject: [{ name: 'a', digest: { sha256: 'A'.repeat(64) } }] }),
    },
    { name: 'with space between its members', input: bytes(JSON.stringify(statement, null, 1)) },
    {
      name: 'with a final line feed',
      input: bytes(`${new TextDecoder().decode(canonicalJson(statement))}\n`),
    },
    { name: 'that is a list', input: canonicalJson([statement]) },
    { name: 'that is no JSON', input: bytes('hello') },
  ])('$name is refused', ({ input }) => {
    expect(() => checkSignableStatement(input)).toThrow(refused);
  });
});

describe('a document', () => {
  it('of ours is let through', () => {
    expect(() => checkSignableDocument(canonicalJson(document))).not.toThrow();
  });

  it.each([
    {
      name: 'that could be recast as a DSSE envelope',
      input: pae('application/vnd.in-toto+json', canonicalJson(statement)),
    },
    { name: 'that only begins like one', input: bytes('DSSEv1 ') },
    { name: 'that does not say its kind', input: canonicalJson({ version: 1 }) },
    { name: 'that does not say its version', input: canonicalJson({ kind: 'colophon.release' }) },
    { name: 'whose version is a text', input: canonicalJson({ ...document, version: '1' }) },
    { name: 'with a duplicate key', input: bytes('{"kind":"a","kind":"b","version":1}') },
    { name: 'with unsorted keys', input: bytes('{"version":1,"kind":"a"}') },
    { name: 'with a fraction', input: bytes('{"kind":"a","size":0.5,"version":1}') },
    { name: 'with a byte order mark', input: bytes(`\ufeff${JSON.stringify({ kind: 'a', version: 1 })}`) },
    { name: 'that is not UTF-8', input: Uint8Array.of(0x7b, 0xff, 0x7d) },
    { name: 'larger than 16 MiB', input: new Uint8Array(16 * 1024 * 1024 + 1) },
    { name: 'that is an in-toto statement', input: canonicalJson(statement) },
    { name: 'that is null', input: bytes('null') },
  ])('$name is refused', ({ input }) => {
    expect(() => checkSignableDocument(input)).toThrow(refused);
  });
});
