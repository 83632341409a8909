// What a registry demands of whoever asks it (RFC 9110, 11.6.1; RFC 6750; distribution, "Token authentication").
import { FormatError } from '../../formats/format-error.ts';

export type Challenge =
  | { readonly kind: 'bearer'; readonly realm: string; readonly service?: string; readonly scope?: string }
  | { readonly kind: 'basic' }
  /** Something that registries do not use; in lower case. */
  | { readonly kind: 'other'; readonly scheme: string };

/** Characters; no challenge comes near. */
const MAX_CHALLENGE = 8192;

/**
 * All challenges of `WWW-Authenticate`, however many stand in it. Throws `FormatError` for what can be read in more ways
 * than one, or in none: a parameter twice, a quotation without end, a Bearer challenge without `realm`.
 */
export const parseChallenges = (text: string): readonly Challenge[] => {
  if (text.length > MAX_CHALLENGE) throw new FormatError(`longer than ${MAX_CHALLENGE} characters`);
  const reader: Reader = { text, at: 0 };
  const found: Challenge[] = [];
  for (skip(reader, LIST); reader.at < text.length; skip(reader, LIST)) {
    const scheme = take(reader, TOKEN);
    if (scheme === undefined) throw fault(reader, 'a scheme was expected');
    found.push(challengeOf(scheme.toLowerCase(), readParameters(reader)));
  }
  return found;
};

/** The one to answer: Bearer before Basic, for that is what the standard says. */
export const preferred = (challenges: readonly Challenge[]): Challenge | undefined =>
  challenges.find(({ kind }) => kind === 'bearer') ??
  challenges.find(({ kind }) => kind === 'basic') ??
  challenges[0];

interface Reader {
  readonly text: string;
  at: number;
}

const TOKEN = /[!#$%&'*+.^_`|~0-9A-Za-z-]+/y;
const NAME = /([!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]*=(?!=)[ \t]*/y;
const QUOTED = /"((?:[\t \x21\x23-\x5b\x5d-\x7e\x80-\xff]|\\[\t \x21-\x7e\x80-\xff])*)"/y;
const TOKEN68 = /[A-Za-z0-9._~+/-]+=*(?=[ \t]*(?:,|$))/y;
const SPACE = /[ \t]*/y;
const LIST = /[ \t,]*/y;
const COMMA = /[ \t]*,[ \t,]*/y;

const readParameters = (reader: Reader): ReadonlyMap<string, string> => {
  const found = new Map<string, string>();
  skip(reader, SPACE);
  // `Negotiate abc==` and its kind.
  if (!looksAt(reader, NAME) && looksAt(reader, TOKEN68)) {
    skip(reader, TOKEN68);
    return found;
  }
  for (let name = take(reader, NAME); name !== undefined; name = take(reader, NAME)) {
    const key = name.toLowerCase();
    if (found.has(key)) throw fault(reader, `${key} stands twice`);
    found.set(key, readValue(reader));
    const before = reader.at;
    if (!skip(reader, COMMA)) break;
    // The comma belongs to the list of challenges when a scheme follows.
    if (!looksAt(reader, NAME)) {
      reader.at = before;
      break;
    }
  }
  skip(reader, SPACE);
  if (reader.at < reader.text.length && reader.text[reader.at] !== ',')
    throw fault(reader, 'a comma was expected');
  return found;
};

const readValue = (reader: Reader): string => {
  const quoted = take(reader, QUOTED);
  if (quoted !== undefined) return quoted.replaceAll(/\\(.)/g, '$1');
  const token = take(reader, TOKEN);
  if (token === undefined) throw fault(reader, 'a value was expected');
  return token;
};

const challengeOf = (scheme: string, parameters: ReadonlyMap<string, string>): Challenge => {
  if (scheme === 'basic') return { kind: 'basic' };
  if (scheme !== 'bearer') return { kind: 'other', scheme: scheme.slice(0, 30) };
  const [realm, service, scope] = ['realm', 'service', 'scope'].map((name) => parameters.get(name));
  if (realm === undefined || realm === '') throw new FormatError('a Bearer challenge without realm');
  return {
    kind: 'bearer',
    realm,
    ...(service === undefined ? {} : { service }),
    ...(scope === undefined || scope.trim() === '' ? {} : { scope: scope.trim() }),
  };
};

const looksAt = ({ text, at }: Reader, pattern: RegExp): boolean => {
  pattern.lastIndex = at;
  return pattern.test(text);
};

/** What the pattern's first group, or all of it, matches here. */
const take = (reader: Reader, pattern: RegExp): string | undefined => {
  pattern.lastIndex = reader.at;
  const match = pattern.exec(reader.text);
  if (match === null) return undefined;
  reader.at += match[0].length;
  return match[1] ?? match[0];
};

const skip = (reader: Reader, pattern: RegExp): boolean => (take(reader, pattern) ?? '') !== '';

const fault = ({ at }: Reader, why: string): FormatError => new FormatError(`${why} at character ${at + 1}`);
