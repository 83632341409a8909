// The header that says who asks (RFC 6750, 2.1; RFC 7617), and what of it no message may repeat.
import { redacted, reveal, secret, type Secret } from '../../domain/secret.ts';
import type { Credential } from './credentials.ts';

export interface Authorization {
  readonly header: Secret;
  /** Parts of it that a registry could quote. */
  readonly hides: readonly Secret[];
}

/** With a token. */
export const bearerOf = (token: Secret): Authorization => ({
  header: secret(`Bearer ${reveal(token)}`),
  hides: [token],
});

/** With a user and a password, or with a refresh token in place of both; a registry's own token is neither. */
export const basicOf = (credential: Credential | undefined): Authorization | undefined => {
  if (credential === undefined || credential.kind === 'bearer') return undefined;
  const [user, word] =
    credential.kind === 'password' ? [credential.user, credential.password] : ['<token>', credential.token];
  const pair = secret(Buffer.from(`${user}:${reveal(word)}`).toString('base64'));
  return { header: secret(`Basic ${reveal(pair)}`), hides: [pair, word] };
};

/** A text without what must not be repeated. */
export const without = (text: string, hides: readonly Secret[]): string =>
  hides.reduce((left, one) => redacted(left, one), text);
