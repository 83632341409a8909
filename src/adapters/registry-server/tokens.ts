// Tokens as GHCR and Docker Hub demand them (distribution, "Token Authentication"): everyone may read, and nobody but
// the holder of this server's own credential may write. Nothing is kept: a token says what it allows, and is sealed.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

import { Refusal } from './refusal.ts';

export interface Access {
  /** The repository with its host, as it is called here. */
  readonly name: string;
  readonly actions: readonly string[];
}

export interface ServerCredential {
  readonly user: string;
  readonly password: string;
}

export interface Tokens {
  /** Throws `UNAUTHORIZED` with a challenge unless the header's token allows all of this. */
  readonly demand: (authorization: string | undefined, needed: readonly Access[]) => void;
  /** Whether the header's token allows this. */
  readonly allows: (authorization: string | undefined, needed: Access) => boolean;
  /** What the token endpoint answers: to a stranger a token to read, with the credential what is asked for. */
  readonly grant: (authorization: string | undefined, scopes: readonly string[]) => string;
}

/** `realm`: where tokens are had. */
export const createTokens = (
  { user, password }: ServerCredential,
  { realm, seconds = 300 }: { readonly realm: () => string; readonly seconds?: number },
): Tokens => {
  const key = randomBytes(32);
  const sealOf = (text: string): Buffer => createHmac('sha256', key).update(text).digest();
  const accessIn = (authorization: string | undefined): readonly Access[] | undefined => {
    const [, text = '', seal = ''] = /^Bearer ([\w-]+)\.([\w-]+)$/i.exec(authorization ?? '') ?? [];
    const given = Buffer.from(seal, 'base64url');
    const expected = sealOf(text);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
    // Its seal says that it is ours.
    const { access, until } = JSON.parse(Buffer.from(text, 'base64url').toString()) as Sealed;
    return until > performance.now() ? access : undefined;
  };
  const covers = (access: readonly Access[], { name, actions }: Access): boolean =>
    actions.every((action) => access.some((one) => one.name === name && one.actions.includes(action)));

  return {
    allows: (authorization, needed) => covers(accessIn(authorization) ?? [], needed),
    demand: (authorization, needed) => {
      const access = accessIn(authorization);
      if (access !== undefined && needed.every((one) => covers(access, one))) return;
      const scope = needed.map(({ name, actions }) => `repository:${name}:${actions.join(',')}`).join(' ');
      const about = [
        `realm="${realm()}"`,
        'service="registry.invalid"',
        ...(scope === '' ? [] : [`scope="${scope}"`]),
        ...(access === undefined ? [] : ['error="insufficient_scope"']),
      ];
      throw new Refusal(401, 'UNAUTHORIZED', 'a token that allows this is demanded', {
        'www-authenticate': `Bearer ${about.join(',')}`,
      });
    },
    grant: (authorization, scopes) => {
      const isHolder = authorization !== undefined;
      if (isHolder && !sameText(authorization, `Basic ${btoa(`${user}:${password}`)}`))
        throw new Refusal(401, 'UNAUTHORIZED', 'this user is not known, or not by this password', {
          'www-authenticate': 'Basic realm="registry.invalid"',
        });
      const access = scopes.flatMap((scope) => accessOf(scope, isHolder));
      const until = performance.now() + seconds * 1000;
      const text = Buffer.from(JSON.stringify({ access, until } satisfies Sealed)).toString('base64url');
      const token = `${text}.${sealOf(text).toString('base64url')}`;
      return JSON.stringify({
        token,
        access_token: token,
        expires_in: seconds,
      });
    },
  };
};

interface Sealed {
  readonly access: readonly Access[];
  /** Milliseconds since this process began: its tokens end with it. */
  readonly until: number;
}

/** `repository:ghcr.io/acme/widget:pull,push`, of which strangers get no more than `pull`. */
const accessOf = (scope: string, isHolder: boolean): readonly Access[] => {
  const [, name, actions = ''] = /^repository:(.+):([a-z*,]+)$/.exec(scope) ?? [];
  if (name === undefined) return [];
  const asked = actions.split(',').filter((action) => action === 'pull' || action === 'push');
  return [{ name, actions: asked.filter((action) => isHolder || action === 'pull') }];
};

const sameText = (one: string, other: string): boolean => {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
};
