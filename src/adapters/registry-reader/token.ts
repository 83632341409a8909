// Tokens of a registry's authorization service (distribution, "Token authentication" and its OAuth 2.0 variant).
import { Failure } from '../../domain/failure.ts';
import { reveal, secret, type Secret } from '../../domain/secret.ts';
import { FormatError } from '../../formats/format-error.ts';
import { parseJson } from '../../formats/json.ts';
import { maybe, object, text } from '../../formats/strict.ts';
import { shownUrl } from './address.ts';
import { type Authorization, basicOf } from './authorization.ts';
import type { Credential } from './credentials.ts';
import type { Answered, Exchange } from './exchange.ts';
import { readRefusal, refusalFailure } from './refusal.ts';

export interface TokenQuestion {
  readonly realm: URL;
  readonly service: string | undefined;
  /** `repository:acme/widget:pull` */
  readonly scopes: readonly string[];
  readonly credential: Credential | undefined;
}

export interface Token {
  readonly value: Secret;
  /** Seconds from when it was asked for. */
  readonly life: number;
}

/** One question to the service; what `hides` holds stands in the question, and in no message. */
export type AskRealm = (
  exchange: Exchange,
  about: { readonly authorization?: Authorization; readonly hides: readonly Secret[] },
) => Promise<Answered>;

/** The largest answer with a token, in bytes. */
const MAX_TOKEN = 1024 * 1024;

/** Seconds, where the service does not say. */
const LIFE = 60;

/**
 * A token for these scopes. Fails with `REGISTRY_UNAUTHORIZED` where the service gives none, `REGISTRY_REFUSED`,
 * `REGISTRY_ANSWER_INVALID`, and as asking does.
 */
export const fetchToken = async (ask: AskRealm, question: TokenQuestion): Promise<Token> => {
  const { credential } = question;
  if (credential?.kind === 'refresh') {
    const answered = await ask(postExchange(question, credential.token), { hides: [credential.token] });
    // Not every service knows OAuth; then the token is a password.
    if (answered.status !== 404 && answered.status !== 405) return tokenOf(answered, question, 'POST');
    await answered.dismiss();
  }
  const authorization = basicOf(credential);
  const about = authorization === undefined ? { hides: [] } : { authorization, hides: authorization.hides };
  return tokenOf(await ask(getExchange(question), about), question, 'GET');
};

const getExchange = ({ realm, service, scopes }: TokenQuestion): Exchange => {
  const url = new URL(realm);
  url.hash = '';
  if (service !== undefined) url.searchParams.set('service', service);
  for (const scope of scopes) url.searchParams.append('scope', scope);
  return { method: 'GET', url: url.href, scopes: [], repeatable: true };
};

const postExchange = ({ realm, service, scopes }: TokenQuestion, token: Secret): Exchange => {
  const form = new URLSearchParams({
    grant_type: 'refresh_token',
    client_id: 'colophon',
    ...(service === undefined ? {} : { service }),
    scope: scopes.join(' '),
    refresh_token: reveal(token),
  });
  return {
    method: 'POST',
    url: realm.href,
    scopes: [],
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: () => new TextEncoder().encode(form.toString()),
    // It gives a token and changes nothing.
    repeatable: true,
  };
};

const tokenOf = async (
  answered: Answered,
  { realm }: TokenQuestion,
  method: 'GET' | 'POST',
): Promise<Token> => {
  if (answered.status !== 200) {
    const refusal = await readRefusal(answered);
    const refused = [400, 401, 403].includes(refusal.status);
    throw refusalFailure(
      { method },
      realm.href,
      refusal,
      refused ? 'REGISTRY_UNAUTHORIZED' : 'REGISTRY_REFUSED',
    );
  }
  try {
    return parseToken(await answered.bytes(MAX_TOKEN));
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    // No cause: what was read there may be a token.
    throw new Failure(
      'REGISTRY_ANSWER_INVALID',
      `${method} ${shownUrl(realm)} gave no token: ${error.message}`,
      {
        remedy: 'Ask whoever runs the registry.',
      },
    );
  }
};

// RFC 6750, 2.1; everything else would not be one header.
const BEARER = /^[A-Za-z0-9._~+/-]{1,65536}=*$/;

const parseToken = (bytes: Uint8Array): Token => {
  const fields = object(parseJson(bytes, { bytes: MAX_TOKEN, depth: 16 }), '');
  const value = [maybe(fields, 'token', '', text), maybe(fields, 'access_token', '', text)].find(
    (one) => one !== undefined && one !== '',
  );
  if (value === undefined) throw new FormatError('it holds none');
  if (!BEARER.test(value)) throw new FormatError('it is no token that a header can carry');
  const said = fields['expires_in'];
  const life = typeof said === 'number' && Number.isFinite(said) && said > 0 ? said : LIFE;
  return { value: secret(value), life };
};
