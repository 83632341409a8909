// What a signer may be given: only canonical JSON that we made, never bytes that someone else chose (trust.md 1).
import { Failure } from '../domain/failure.ts';
import { MAX_SUBJECTS, STATEMENT_TYPE } from '../domain/statement.ts';
import { canonicalText } from './canonical-json.ts';
import { PAE_START } from './pae.ts';

/** Bytes; larger documents are refused. */
const MAX_SIGNABLE = 16 * 1024 * 1024;

/**
 * Refuses what is no in-toto Statement v1 in canonical JSON with 1 to 1,024 subjects that each have a
 * SHA-256 digest. Fails with `SIGNING_REFUSED`.
 */
export const checkSignableStatement = (bytes: Uint8Array): void => {
  const statement = canonicalObject(bytes);
  if (statement['_type'] !== STATEMENT_TYPE) throw refused(`its _type is not ${STATEMENT_TYPE}`);
  if (!isText(statement['predicateType'])) throw refused('it has no predicate type');
  const subjects = statement['subject'];
  if (!Array.isArray(subjects) || subjects.length === 0) throw refused('it has no subject');
  if (subjects.length > MAX_SUBJECTS)
    throw refused(`it has ${subjects.length} subjects, and ${MAX_SUBJECTS} is the most`);
  const bare = subjects.findIndex((subject: unknown) => !hasDigest(subject));
  if (bare >= 0) throw refused(`subject ${bare + 1} has no SHA-256 digest`);
};

/**
 * Refuses what is no JSON document of ours: a canonical JSON object with `kind` and `version` inside the
 * signed bytes. What begins like a DSSE envelope's signed bytes could be recast as one. Fails with `SIGNING_REFUSED`.
 */
export const checkSignableDocument = (bytes: Uint8Array): void => {
  const document = canonicalObject(bytes);
  if (!isText(document['kind'])) throw refused('it does not say its kind');
  if (!Number.isSafeInteger(document['version'])) throw refused('it does not say its version');
};

const canonicalObject = (bytes: Uint8Array): Readonly<Record<string, unknown>> => {
  if (bytes.length > MAX_SIGNABLE) throw refused('it is larger than 16 MiB');
  if (new TextDecoder().decode(bytes.subarray(0, PAE_START.length)) === PAE_START) {
    throw refused('it begins like the signed bytes of a DSSE envelope');
  }
  const text = decode(bytes);
  const value = parse(text);
  if (!isObject(value)) throw refused('it is no JSON object');
  // Equality with its own canonical form also rules out duplicate keys.
  if (canonical(value) !== text) throw refused('it is not canonical JSON');
  return value;
};

const decode = (bytes: Uint8Array): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw refused('it is not UTF-8');
  }
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw refused('it is not JSON');
  }
};

const canonical = (value: unknown): string | undefined => {
  try {
    return canonicalText(value);
  } catch {
    return undefined;
  }
};

const hasDigest = (subject: unknown): boolean => {
  const digest = isObject(subject) ? subject['digest'] : undefined;
  const sha256 = isObject(digest) ? digest['sha256'] : undefined;
  return typeof sha256 === 'string' && /^[0-9a-f]{64}$/.test(sha256);
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

const refused = (why: string): Failure =>
  new Failure('SIGNING_REFUSED', `this is not signed: ${why}`, {
    remedy: 'sign only statements and documents that Colophon wrote itself',
  });
