// A Fulcio certificate, read for what X.509 libraries let pass: names, usages, critical extensions, Fulcio's own
// extensions (RFC 5280 sections 4.1 and 4.2; Fulcio oid-info.md). Signatures are judged in sigstore-verify.ts.
import {
  asciiOf,
  BIT_STRING,
  BOOLEAN,
  type Der,
  members,
  OBJECT_ID,
  OCTET_STRING,
  oidOf,
  readDer,
  sameBytes,
  SEQUENCE,
  tagged,
  UTF8_STRING,
  writeDer,
} from './der.ts';
import { FormatError } from './format-error.ts';
import { type NameConstraints, readNameConstraints } from './name-constraints.ts';

/** One subject alternative name (RFC 5280 section 4.2.1.6). */
export interface AlternativeName {
  readonly type: 'uri' | 'email' | 'dns' | 'ip' | 'other';
  /** ASCII for URI, e-mail and DNS names, else empty. */
  readonly value: string;
}

export interface Certificate {
  readonly der: Uint8Array;
  /** DER of the part that is signed. */
  readonly body: Uint8Array;
  /** DER of the same without the proof that it was logged: what a log signs (RFC 6962 section 3.2). */
  readonly unlogged: () => Uint8Array;
  /** DER of the subject's public key (SPKI). */
  readonly key: Uint8Array;
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  /** Milliseconds since 1970, both included. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly ca: boolean;
  readonly names: readonly AlternativeName[];
  /** Extended key usages; `undefined` without the extension. */
  readonly usages: readonly string[] | undefined;
  readonly constraints: NameConstraints | undefined;
  /** Critical extensions that this verifier does not process. */
  readonly unprocessed: readonly string[];
  /** Fulcio's `1.3.6.1.4.1.57264.1.N`: N to text. */
  readonly fulcio: ReadonlyMap<number, string>;
}

export const CODE_SIGNING = '1.3.6.1.5.5.7.3.3';
export const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';

/** What the bytes of a certificate say. Throws `FormatError` for malformed ones and for an extension that stands twice. */
export const readCertificate = (der: Uint8Array): Certificate => {
  const [tbs, outer, signature] = members(readDer(der), SEQUENCE, 'certificate', 3);
  const fields = members(tbs, SEQUENCE, 'certificate body', 8, 10);
  // Nothing signs the outer algorithm: it must be the inner one (RFC 5280 section 4.1.1.2).
  if (!sameDer(outer, fields[2])) throw new FormatError('its two signature algorithms differ');
  if (tagged(signature, BIT_STRING, 'signature').value[0] !== 0)
    throw new FormatError('a malformed signature');
  const extensions = readExtensions(fields.at(-1));
  const [, , , issuer, validity, subject, key] = fields;
  const [notBefore, notAfter] = members(validity, SEQUENCE, 'validity', 2);
  return {
    der,
    body: tagged(tbs, SEQUENCE, 'certificate body').whole,
    unlogged: () => unlogged(fields),
    key: tagged(key, SEQUENCE, 'public key').whole,
    issuer: tagged(issuer, SEQUENCE, 'issuer').value,
    subject: tagged(subject, SEQUENCE, 'subject').value,
    notBefore: timeOf(notBefore),
    notAfter: timeOf(notAfter),
    ca: isAuthority(extensions.get(BASIC_CONSTRAINTS)?.inner()),
    names: (extensions.get(ALTERNATIVE_NAME)?.inner()?.children ?? []).map(alternativeName),
    usages: extensions.get(EXTENDED_USAGE)?.inner()?.children.map(oidOf),
    constraints: readNameConstraints(extensions.get(NAME_CONSTRAINTS)?.inner()),
    unprocessed: [...extensions]
      .filter(([oid, { critical }]) => critical && !PROCESSED.has(oid))
      .map(([oid]) => oid),
    fulcio: fulcioFacts(extensions),
  };
};

const BASIC_CONSTRAINTS = '2.5.29.19';
const ALTERNATIVE_NAME = '2.5.29.17';
const NAME_CONSTRAINTS = '2.5.29.30';
const EXTENDED_USAGE = '2.5.29.37';
const FULCIO = '1.3.6.1.4.1.57264.1.';
const LOGGED = '1.3.6.1.4.1.11129.2.4.2';
const EXTENSIONS = 0xa3;
// Key identifiers, key usage, names, basic constraints, name constraints, extended usage.
const PROCESSED = new Set([
  '2.5.29.14',
  '2.5.29.15',
  '2.5.29.35',
  ALTERNATIVE_NAME,
  BASIC_CONSTRAINTS,
  NAME_CONSTRAINTS,
  EXTENDED_USAGE,
]);

interface Extension {
  readonly critical: boolean;
  readonly raw: Uint8Array;
  /** The DER value inside the octet string. */
  readonly inner: () => Der | undefined;
}

const readExtensions = (last: Der | undefined): ReadonlyMap<string, Extension> => {
  const [all] = members(last, EXTENSIONS, 'list of extensions', 1);
  const found = new Map<string, Extension>();
  for (const one of members(all, SEQUENCE, 'list of extensions', 1, 64)) {
    const parts = members(one, SEQUENCE, 'extension', 2, 3);
    const oid = oidOf(tagged(parts[0], OBJECT_ID, 'extension'));
    const value = tagged(parts.at(-1), OCTET_STRING, 'extension');
    if (parts.length === 3 && tagged(parts[1], BOOLEAN, 'extension').value[0] !== 0xff) {
      throw new FormatError('a malformed extension');
    }
    if (found.has(oid)) throw new FormatError(`the extension ${oid} stands twice`);
    found.set(oid, { critical: parts.length === 3, raw: value.value, inner: () => readDer(value.value) });
  }
  return found;
};

const unlogged = (fields: readonly Der[]): Uint8Array => {
  const extensions = fields.at(-1)?.children[0]?.children ?? [];
  const kept = extensions.filter(({ children }) => oidOf(children[0]) !== LOGGED);
  const list = writeDer(
    SEQUENCE,
    kept.map(({ whole }) => whole),
  );
  return writeDer(SEQUENCE, [...fields.slice(0, -1).map(({ whole }) => whole), writeDer(EXTENSIONS, [list])]);
};

const isAuthority = (constraints: Der | undefined): boolean => {
  const [ca] = constraints === undefined ? [] : members(constraints, SEQUENCE, 'basic constraints', 0, 2);
  return ca?.tag === BOOLEAN && ca.value[0] === 0xff;
};

const UTC_TIME = 0x17;
const GENERALIZED_TIME = 0x18;

// Whole seconds, UTC (RFC 5280 section 4.1.2.5).
const timeOf = (time: Der | undefined): number => {
  const text = asciiOf(time?.value ?? new Uint8Array());
  const century = time?.tag === UTC_TIME ? (text < '50' ? '20' : '19') : '';
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(`${century}${text}`) ?? [];
  const moment = Date.parse(
    `${year ?? ''}-${month ?? ''}-${day ?? ''}T${hour ?? ''}:${minute ?? ''}:${second ?? ''}Z`,
  );
  if ((time?.tag !== UTC_TIME && time?.tag !== GENERALIZED_TIME) || Number.isNaN(moment))
    throw new FormatError('no time');
  return moment;
};

const NAME_TYPES: Readonly<Record<number, AlternativeName['type']>> = {
  0x81: 'email',
  0x82: 'dns',
  0x86: 'uri',
  0x87: 'ip',
};

const alternativeName = ({ tag, value }: Der): AlternativeName => {
  const type = NAME_TYPES[tag] ?? 'other';
  return { type, value: type === 'other' || type === 'ip' ? '' : asciiOf(value) };
};

// .1 to .6 are raw text, .8 and up a DER UTF8String; .7 is an otherName.
const fulcioFacts = (extensions: ReadonlyMap<string, Extension>): ReadonlyMap<number, string> =>
  new Map(
    [...extensions]
      .filter(([oid]) => oid.startsWith(FULCIO))
      .map(([oid, { raw, inner }]) => ({ number: Number(oid.slice(FULCIO.length)), raw, inner }))
      .filter(({ number }) => number !== 7)
      .map(({ number, raw, inner }) => [
        number,
        asciiOf(number < 7 ? raw : tagged(inner(), UTF8_STRING, 'extension').value),
      ]),
  );

const sameDer = (a: Der | undefined, b: Der | undefined): boolean =>
  a !== undefined && b !== undefined && a.tag === b.tag && sameBytes(a.value, b.value);
