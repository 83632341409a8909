// An RFC 3161 time-stamp response in the one form that we take (RFC 3161 section 2.4.2, RFC 5652 section 5):
// what its signature does not cover is demanded literally, so that no bit of it can be changed unseen.
import {
  type Der,
  INTEGER,
  members,
  NULL,
  OCTET_STRING,
  oidOf,
  readDer,
  sameBytes,
  SEQUENCE,
  SET,
  tagged,
} from './der.ts';
import { FormatError } from './format-error.ts';

const SIGNED_DATA = '1.2.840.113549.1.7.2';
const TST_INFO = '1.2.840.113549.1.9.16.1.4';
const CONTENT_TYPE = '1.2.840.113549.1.9.3';
const HASHES = new Set(['2.16.840.1.101.3.4.2.1', '2.16.840.1.101.3.4.2.2', '2.16.840.1.101.3.4.2.3']);
const SIGNATURES = new Set(['1.2.840.10045.4.3.2', '1.2.840.10045.4.3.3', '1.2.840.10045.4.3.4']);

/**
 * Demands the form: granted, one signer, known algorithms, and certificates, if there are any, only from `known`
 * (DER of the trusted authority's chain). Throws `FormatError`.
 */
export const demandTimestampForm = (der: Uint8Array, known: readonly Uint8Array[]): void => {
  const [status, token] = members(readDer(der), SEQUENCE, 'time-stamp response', 2);
  demandWhole(members(status, SEQUENCE, 'status', 1)[0], 0, 'status');
  const [type, content] = members(token, SEQUENCE, 'time-stamp token', 2);
  demandOid(type, SIGNED_DATA);
  const signedData = members(members(content, 0xa0, 'content', 1)[0], SEQUENCE, 'signed data', 4, 5);
  demandWhole(signedData[0], 3, 'version');
  const algorithms = members(signedData[1], SET, 'digest algorithms', 1);
  const encapsulated = members(signedData[2], SEQUENCE, 'content', 2);
  demandOid(encapsulated[0], TST_INFO);
  tagged(members(encapsulated[1], 0xa0, 'content', 1)[0], OCTET_STRING, 'content');
  if (signedData.length === 5) demandKnown(signedData[3], known);
  const [signer] = members(signedData.at(-1), SET, 'signers', 1);
  demandSigner(members(signer, SEQUENCE, 'signer', 6), algorithms[0]);
};

const demandSigner = (parts: readonly Der[], algorithm: Der | undefined): void => {
  const [version, sid, hash, attributes, signature, value] = parts;
  demandWhole(version, 1, 'version');
  const [issuer, serial] = members(sid, SEQUENCE, 'signer', 2);
  tagged(issuer, SEQUENCE, 'signer');
  tagged(serial, INTEGER, 'signer');
  demandAlgorithm(hash, HASHES);
  demandAlgorithm(signature, SIGNATURES);
  if (algorithm === undefined || !sameBytes(algorithm.value, hash?.value ?? new Uint8Array())) {
    throw new FormatError('its digest algorithms differ');
  }
  tagged(algorithm, SEQUENCE, 'digest algorithm');
  const types = tagged(attributes, 0xa0, 'signed attributes').children.filter(
    ({ children }) => oidOf(children[0]) === CONTENT_TYPE,
  );
  demandOid(types[0]?.children[1]?.children[0], TST_INFO);
  tagged(value, OCTET_STRING, 'signature');
};

const demandKnown = (certificates: Der | undefined, known: readonly Uint8Array[]): void => {
  for (const { tag, value } of tagged(certificates, 0xa0, 'certificates').children) {
    const found = known.some((der) => readDer(der).tag === tag && sameBytes(readDer(der).value, value));
    if (!found) throw new FormatError('it carries a certificate that the trusted root does not hold');
  }
};

const demandAlgorithm = (der: Der | undefined, known: ReadonlySet<string>): void => {
  const parts = members(der, SEQUENCE, 'algorithm', 1, 2);
  if (!known.has(oidOf(parts[0]))) throw new FormatError('an unknown algorithm');
  if (parts.length === 2 && tagged(parts[1], NULL, 'algorithm').value.length > 0)
    throw new FormatError('a malformed algorithm');
};

const demandOid = (der: Der | undefined, oid: string): void => {
  if (oidOf(der) !== oid) throw new FormatError('another content type');
};

const demandWhole = (der: Der | undefined, value: number, what: string): void => {
  const { value: bytes } = tagged(der, INTEGER, what);
  if (bytes.length !== 1 || bytes[0] !== value) throw new FormatError(`another ${what}`);
};
