// in-toto Statement v1, read (in-toto/attestation spec/v1/statement.md): strict on what we compare, the predicate left as it is.
import {
  MAX_SUBJECTS,
  type Statement,
  STATEMENT_TYPE,
  STATEMENT_TYPE_V01,
  type Subject,
} from '../domain/statement.ts';
import { FormatError } from './format-error.ts';
import { parseJson } from './json.ts';
import { exactly, type Fields, filled, list, matching, maybe, object, one, text } from './strict.ts';

/** The most bytes of a statement. */
export const STATEMENT_LIMIT = 16 * 1024 * 1024;

/**
 * The statement that a DSSE payload holds. Each subject has a SHA-256 digest; names may be absent. How many
 * subjects there are is judged by a check, up to a bound. Throws `FormatError`.
 */
export const parseStatement = (payload: Uint8Array): Statement<Fields> => {
  const fields = exactly(
    parseJson(payload, { bytes: STATEMENT_LIMIT }),
    '',
    ['_type', 'subject', 'predicateType'],
    ['predicate'],
  );
  one(fields['_type'], '_type', [STATEMENT_TYPE, STATEMENT_TYPE_V01]);
  return {
    _type: STATEMENT_TYPE,
    subject: list(fields['subject'], 'subject', subject, 64 * MAX_SUBJECTS),
    predicateType: filled(fields['predicateType'], 'predicateType'),
    predicate: maybe(fields, 'predicate', '', object) ?? {},
  };
};

const subject = (value: unknown, at: string): Subject => {
  const fields = exactly(
    value,
    at,
    ['digest'],
    ['name', 'uri', 'annotations', 'content', 'downloadLocation', 'mediaType'],
  );
  const digests = object(fields['digest'], `${at}.digest`);
  const name = maybe(fields, 'name', at, text);
  if (digests['sha256'] === undefined) throw new FormatError('no SHA-256 digest', `${at}.digest`);
  const sha256 = matching(digests['sha256'], `${at}.digest.sha256`, /^[0-9a-f]{64}$/, 'SHA-256 digest');
  const annotations = maybe(fields, 'annotations', at, texts);
  return {
    ...(name === undefined ? {} : { name }),
    digest: { sha256 },
    ...(annotations === undefined ? {} : { annotations }),
  };
};

const texts = (value: unknown, at: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(object(value, at)).map(([key, word]) => [key, text(word, `${at}.${key.slice(0, 100)}`)]),
  );
