// Whose signature a log entry is about (rekor-tiles hashedrekord 0.0.2; Rekor v1 hashedrekord, dsse and intoto):
// @sigstore/verify compares signature and digest with the bundle, but never the certificate.
import { Buffer } from 'node:buffer';

import { FormatError } from './format-error.ts';
import { parseJson } from './json.ts';
import { base64, type Fields, list, object, text } from './strict.ts';

const LIMIT = 1024 * 1024;

/** DER of the certificate in an entry's body. Throws `FormatError` for a body that holds none or is of another kind. */
export const entryCertificate = (kind: string, version: string, body: Uint8Array): Uint8Array => {
  const spec = object(object(parseJson(body, { bytes: LIMIT }), 'body')['spec'], 'spec');
  switch (`${kind} ${version}`) {
    case 'hashedrekord 0.0.2': {
      const verifier = path(spec, ['hashedRekordV002', 'signature', 'verifier', 'x509Certificate']);
      return base64(verifier['rawBytes'], 'rawBytes');
    }
    case 'hashedrekord 0.0.1':
      return pemBytes(path(spec, ['signature', 'publicKey'])['content']);
    case 'dsse 0.0.1':
      return pemBytes(first(spec['signatures'])['verifier']);
    case 'intoto 0.0.2':
      return pemBytes(first(path(spec, ['content', 'envelope'])['signatures'])['publicKey']);
    default:
      throw new FormatError(`entries of kind ${kind} ${version} are not taken`);
  }
};

const path = (from: Fields, names: readonly string[]): Fields =>
  names.reduce((fields, name) => object(fields[name], name), from);

const first = (value: unknown): Fields => {
  const [only, ...rest] = list(value, 'signatures', object, 1);
  if (only === undefined || rest.length > 0) throw new FormatError('not one signature');
  return only;
};

// Base64 of a PEM file, which is base64 once more.
const pemBytes = (value: unknown): Uint8Array => {
  const pem = Buffer.from(text(value, 'certificate'), 'base64').toString('latin1');
  const [, inner] =
    /^-----BEGIN CERTIFICATE-----\n([A-Za-z0-9+/=\n]+)-----END CERTIFICATE-----\n*$/.exec(pem) ?? [];
  if (inner === undefined) throw new FormatError('no certificate');
  return Buffer.from(inner.replaceAll('\n', ''), 'base64');
};
