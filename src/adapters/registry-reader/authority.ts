// Who may ask a registry: learns from its refusals what it demands, and keeps a token for each set of scopes until
// shortly before its end (distribution, "Token authentication").
import { Failure } from '../../domain/failure.ts';
import { reveal } from '../../domain/secret.ts';
import { FormatError } from '../../formats/format-error.ts';
import { neutral } from '../../formats/neutral.ts';
import { isLoopback, shownUrl } from './address.ts';
import { type Authorization, basicOf, bearerOf } from './authorization.ts';
import { type Challenge, parseChallenges, preferred } from './challenge.ts';
import type { Credential, Credentials } from './credentials.ts';
import type { Scope } from './exchange.ts';
import { NAME_PLAIN } from './insist.ts';
import { type AskRealm, fetchToken, type Token } from './token.ts';

/** What a question is asked with. */
export interface Pass {
  readonly authorization?: Authorization;
  /** Whether it was made for this very question: a refusal of it is the last word. */
  readonly fresh: boolean;
}

export interface Authority {
  /** What to ask with now; nothing before the registry has demanded anything. Fails as getting a token does. */
  readonly pass: (scopes: readonly Scope[]) => Promise<Pass>;
  /** Learns from a 401 to a question asked with `pass`; whether asking again makes sense. */
  readonly learn: (challenge: string | undefined, scopes: readonly Scope[], pass: Pass) => Promise<boolean>;
}

export interface AuthorityOptions {
  readonly registry: URL;
  /** As credentials name it. */
  readonly host: string;
  readonly credentials: Credentials;
  readonly plainHttp: readonly string[];
  /** Asks the service at this address. Fails with `REDIRECT_REFUSED` for one that may not be gone to. */
  readonly askRealm: (realm: URL) => AskRealm;
  /** Milliseconds since any moment. */
  readonly now: () => number;
}

interface Kept {
  readonly token: Promise<Token>;
  readonly asked: number;
}

/** What one registry knows of whoever asks it. */
export const createAuthority = (options: AuthorityOptions): Authority => {
  const { registry, credentials, host, now } = options;
  let demanded: Challenge | undefined;
  const known = new Map<string, Promise<Credential | undefined>>();
  const kept = new Map<string, Kept>();
  /** What the registry wanted beyond what we ask for, by our own scopes. */
  const wider = new Map<string, readonly string[]>();

  const credentialOf = (scopes: readonly Scope[]): Promise<Credential | undefined> => {
    const name = scopes[0]?.name ?? '';
    const found = known.get(name) ?? credentials.of(host, name === '' ? undefined : name);
    known.set(name, found);
    return found;
  };

  const isAlive = async ({ token, asked }: Kept): Promise<boolean> => {
    const life = (await token).life * 1000;
    return now() < asked + life - Math.min(30_000, life / 3);
  };

  const tokenFor = async (
    challenge: Challenge & { readonly kind: 'bearer' },
    scopes: readonly Scope[],
    credential: Credential | undefined,
  ): Promise<{ readonly token: Token; readonly fresh: boolean }> => {
    const key = keyOf(scopes);
    const there = kept.get(key);
    if (there !== undefined && (await isAlive(there))) return { token: await there.token, fresh: false };
    // Another question may have begun to ask while this one waited.
    const meanwhile = kept.get(key);
    if (meanwhile !== undefined && meanwhile !== there) return { token: await meanwhile.token, fresh: true };
    const realm = realmOf(challenge.realm, options);
    const asked = [...new Set([...scopes.map(scopeText), ...(wider.get(key) ?? [])])];
    const question = { realm, service: challenge.service, scopes: asked, credential };
    const made: Kept = { token: fetchToken(options.askRealm(realm), question), asked: now() };
    kept.set(key, made);
    try {
      return { token: await made.token, fresh: true };
    } catch (error) {
      if (kept.get(key) === made) kept.delete(key);
      throw error;
    }
  };

  return {
    pass: async (scopes) => {
      if (demanded === undefined) return { fresh: false };
      const credential = await credentialOf(scopes);
      if (credential?.kind === 'bearer') return { authorization: bearerOf(credential.token), fresh: true };
      if (demanded.kind === 'basic') {
        const authorization = basicOf(credential);
        return authorization === undefined ? { fresh: true } : { authorization, fresh: true };
      }
      if (demanded.kind === 'other') return { fresh: true };
      const { token, fresh } = await tokenFor(demanded, scopes, credential);
      return { authorization: bearerOf(token.value), fresh };
    },
    learn: async (header, scopes, { authorization, fresh }) => {
      const challenge = header === undefined ? undefined : readChallenge(header, registry);
      if (challenge === undefined) return false;
      demanded = challenge;
      if (challenge.kind === 'other') return false;
      const credential = await credentialOf(scopes);
      // Of several questions at once each may have been asked before the first was refused.
      if (credential?.kind === 'bearer') return authorization === undefined;
      if (challenge.kind === 'basic') return authorization === undefined && credential !== undefined;
      const key = keyOf(scopes);
      const missing = wanted(challenge).filter((scope) => !scopes.some((ours) => covers(ours, scope)));
      if (missing.length > 0 && missing.length <= MAX_WIDER && !wider.has(key)) {
        wider.set(key, missing);
        kept.delete(key);
        return true;
      }
      if (authorization === undefined) return true;
      if (fresh) return false;
      // It was good once, and is no more.
      const there = await kept.get(key)?.token;
      if (there !== undefined && authorization.hides.some((one) => reveal(one) === reveal(there.value)))
        kept.delete(key);
      return true;
    },
  };
};

/** The most scopes that a registry may want beyond those of the question. */
const MAX_WIDER = 8;

const scopeText = ({ name, actions }: Scope): string => `repository:${name}:${actions}`;

/** Whether a scope that a registry wants is within one of ours. */
const covers = ({ name, actions }: Scope, wanted: string): boolean => {
  const resource = `repository:${name}:`;
  const ours = actions.split(',');
  return (
    wanted.startsWith(resource) &&
    wanted
      .slice(resource.length)
      .split(',')
      .every((one) => ours.includes(one))
  );
};

// The first scope's repository is the one whose credential is used.
const keyOf = (scopes: readonly Scope[]): string =>
  JSON.stringify([scopes[0]?.name, ...scopes.map(scopeText).toSorted()]);

const wanted = ({ scope = '' }: Challenge & { readonly kind: 'bearer' }): readonly string[] =>
  scope.split(/ +/).filter((one) => one !== '');

const readChallenge = (header: string, registry: URL): Challenge | undefined => {
  try {
    return preferred(parseChallenges(header));
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw cause;
    throw new Failure(
      'REGISTRY_ANSWER_INVALID',
      `${shownUrl(registry)} demands what cannot be read (WWW-Authenticate): ${cause.message}`,
      { remedy: 'Ask whoever runs the registry.', cause },
    );
  }
};

/** The service's address: encrypted, or as plain as the registry that a user allowed to be plain. */
const realmOf = (realm: string, { registry, plainHttp }: AuthorityOptions): URL => {
  if (!URL.canParse(realm) || new URL(realm).username !== '')
    throw new Failure(
      'REGISTRY_ANSWER_INVALID',
      `${shownUrl(registry)} names no address that gives tokens: ${neutral(realm.slice(0, 200))}`,
      {
        remedy: 'Ask whoever runs the registry.',
      },
    );
  const url = new URL(realm);
  const plain =
    registry.protocol === 'http:' &&
    (isLoopback(url.host) || url.host === registry.host || plainHttp.includes(url.host));
  if (url.protocol === 'https:' || (url.protocol === 'http:' && plain)) return url;
  throw new Failure(
    'REGISTRY_NOT_ENCRYPTED',
    `${shownUrl(registry)} wants tokens from ${shownUrl(url)}, which is not encrypted`,
    { remedy: NAME_PLAIN },
  );
};
