import type { IncomingMessage } from 'node:http';

import { afterEach, describe, expect, it } from 'vitest';

import { type Answer, listen, type Loopback } from '../../../test/support/loopback.ts';
import { secret } from '../../domain/secret.ts';
import { type AskOptions, createAsk } from './ask.ts';
import type { Credential, Credentials } from './credentials.ts';
import type { Exchange, Scope } from './exchange.ts';

const open: Loopback[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});
const serve = async (answer: Answer, address?: string): Promise<Loopback> => {
  const made = await listen(answer, address);
  open.push(made);
  return made;
};

const quick: AskOptions = { backoff: 1, idle: 5000, attempts: 2 };
const pull: Scope = { name: 'acme/widget', actions: 'pull' };
const push: Scope = { name: 'acme/widget', actions: 'pull,push' };
const get = (...scopes: readonly Scope[]): Exchange => ({
  method: 'GET',
  url: '/v2/x',
  scopes,
  repeatable: true,
});
const has = (credential: Credential): Credentials => ({ of: async () => credential });
const PASSWORD: Credential = { kind: 'password', user: 'ann', password: secret('pass:word') };
const REFRESH: Credential = { kind: 'refresh', token: secret('refresh-me') };

interface TokenRegistry extends Loopback {
  /** What the service was asked for: `METHOD authorization service scopes…`. */
  readonly tokens: string[];
  /** Tokens that are not taken any more. */
  readonly spent: Set<string>;
}

/** A registry with a token service at the same place; its tokens name the scopes that they are for. */
const tokenRegistry = async (
  options: {
    readonly wants?: (request: IncomingMessage) => string;
    readonly life?: number;
    readonly challenge?: (origin: string) => string;
    readonly token?: Answer;
  } = {},
): Promise<TokenRegistry> => {
  const tokens: string[] = [];
  const spent = new Set<string>();
  const { wants = () => pullText, life = 300 } = options;
  const made: Loopback = await serve(async (request, response, url) => {
    if (url.pathname === '/token') {
      let form = '';
      for await (const part of request) form += String(part);
      const query = request.method === 'POST' ? new URLSearchParams(form) : url.searchParams;
      const scopes = query.getAll('scope').flatMap((scope) => scope.split(' '));
      tokens.push(
        [
          request.method,
          request.headers.authorization ?? query.get('refresh_token') ?? '-',
          query.get('service'),
          ...scopes,
        ].join(' '),
      );
      if (options.token !== undefined) return options.token(request, response, url);
      const token = `t${tokens.length}.${Buffer.from(scopes.join(' ')).toString('base64url')}`;
      response.end(JSON.stringify({ token, expires_in: life }));
      return undefined;
    }
    const token = request.headers.authorization?.replace(/^Bearer /, '') ?? '';
    const scopes = Buffer.from(token.split('.')[1] ?? '', 'base64url')
      .toString()
      .split(' ');
    if (!spent.has(token) && scopes.some((one) => one.startsWith(wants(request)))) response.end('yes');
    else
      response
        .writeHead(401, {
          'www-authenticate':
            options.challenge?.(made.origin) ??
            `Bearer realm="${made.origin}/token",service="here, and there",scope="${wants(request)}"`,
        })
        .end(JSON.stringify({ errors: [{ code: 'UNAUTHORIZED', message: `not with ${token}` }] }));
    return undefined;
  });
  return { ...made, tokens, spent };
};
const pullText = 'repository:acme/widget:pull';

describe('a registry that demands tokens', () => {
  it('is asked by nobody in particular unless someone has a credential', async () => {
    const { origin, tokens } = await tokenRegistry();
    expect((await createAsk(quick)(origin)(get(pull))).status).toBe(200);
    expect(tokens).toEqual([`GET - here, and there ${pullText}`]);
  });

  it('gives one for each set of scopes, which is used for all questions, also for those at once', async () => {
    const { origin, tokens, asked } = await tokenRegistry();
    const ask = createAsk({ ...quick, credentials: has(PASSWORD) })(origin);
    await Promise.all([1, 2, 3].map(async () => (await ask(get(pull))).dismiss()));
    await (await ask(get(pull))).dismiss();
    expect(tokens).toEqual([`GET Basic ${btoa('ann:pass:word')} here, and there ${pullText}`]);
    expect(asked.filter((one) => one === 'GET /v2/x').length).toBeLessThanOrEqual(7);
    await (await ask(get(push, { name: 'acme/base', actions: 'pull' }))).dismiss();
    expect(tokens[1]).toContain('repository:acme/widget:pull,push repository:acme/base:pull');
    expect(tokens).toHaveLength(2);
  });

  it('is asked for a new one before the old one ends', async () => {
    let now = 0;
    const { origin, tokens, asked } = await tokenRegistry({ life: 100 });
    const ask = createAsk({ ...quick, now: () => now })(origin);
    for (now of [0, 60_000, 71_000]) await (await ask(get(pull))).dismiss();
    expect(tokens).toHaveLength(2);
    // Only the very first question was refused.
    expect(asked.filter((one) => one === 'GET /v2/x')).toHaveLength(4);
  });

  it('takes a token for a minute where the service does not say for how long', async () => {
    let now = 0;
    const { origin, tokens } = await tokenRegistry({
      token: (_, response) => void response.end(JSON.stringify({ access_token: `t.${btoa(pullText)}` })),
    });
    const ask = createAsk({ ...quick, now: () => now })(origin);
    for (now of [0, 30_000, 59_000]) await (await ask(get(pull))).dismiss();
    expect(tokens).toHaveLength(2);
  });

  it('is asked for a new one when it takes the old one no more, and once only', async () => {
    const { origin, tokens, spent } = await tokenRegistry();
    const ask = createAsk(quick)(origin);
    await (await ask(get(pull))).dismiss();
    spent.add(`t1.${Buffer.from(pullText).toString('base64url')}`);
    expect((await ask(get(pull))).status).toBe(200);
    for (let at = 1; at < 9; at += 1) spent.add(`t${at}.${Buffer.from(pullText).toString('base64url')}`);
    await expect(ask(get(pull))).rejects.toMatchObject({ code: 'REGISTRY_UNAUTHORIZED' });
    expect(tokens).toHaveLength(3);
  });

  it('gets the scopes that it names beside ours', async () => {
    const { origin, tokens } = await tokenRegistry({ wants: () => 'repository:team-acme/widget:pull' });
    const ask = createAsk(quick)(origin);
    for (let at = 0; at < 2; at += 1) expect((await ask(get(pull))).status).toBe(200);
    expect(tokens).toEqual([`GET - here, and there ${pullText} repository:team-acme/widget:pull`]);
  });

  it('is asked with a refresh token where a user has one, and with it as a password where that is not known', async () => {
    const { origin, tokens } = await tokenRegistry();
    await (await createAsk({ ...quick, credentials: has(REFRESH) })(origin)(get(pull))).dismiss();
    expect(tokens).toEqual([`POST refresh-me here, and there ${pullText}`]);
    for (const status of [404, 405]) {
      const older = await tokenRegistry({
        token: (request, response) =>
          request.method === 'POST'
            ? void response.writeHead(status).end()
            : void response.end(JSON.stringify({ token: `t.${btoa(pullText)}` })),
      });
      const ask = createAsk({ ...quick, credentials: has(REFRESH) })(older.origin);
      expect((await ask(get(pull))).status).toBe(200);
      expect(older.tokens[1]).toBe(`GET Basic ${btoa('<token>:refresh-me')} here, and there ${pullText}`);
    }
  });

  it("is asked with the registry's own token where a user has that, and no service is", async () => {
    const own = `own.${Buffer.from(pullText).toString('base64url')}`;
    const { origin, tokens } = await tokenRegistry();
    const ask = createAsk({ ...quick, credentials: has({ kind: 'bearer', token: secret(own) }) })(origin);
    expect((await ask(get(pull))).status).toBe(200);
    expect(tokens).toEqual([]);
  });
});

describe('a registry that demands a password', () => {
  const basic = () =>
    serve((request, response) => {
      const good = request.headers.authorization === `Basic ${btoa('ann:pass:word')}`;
      if (good) response.end('yes');
      else response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
    });

  it('gets it, and without being asked the second time', async () => {
    const { origin, asked } = await basic();
    const ask = createAsk({ ...quick, credentials: has(PASSWORD) })(origin);
    for (let at = 0; at < 2; at += 1) expect((await ask(get(pull))).status).toBe(200);
    expect(asked).toHaveLength(3);
  });

  it('gets it with every question of several at once, all of which it refused first', async () => {
    const { origin } = await basic();
    const ask = createAsk({ ...quick, credentials: has(PASSWORD) })(origin);
    const answers = await Promise.all([1, 2, 3, 4].map(() => ask(get(pull))));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  });

  it.each([
    { name: 'nobody', credentials: undefined, questions: 1 },
    { name: 'someone else', credentials: has({ ...PASSWORD, user: 'bob' } as Credential), questions: 2 },
    { name: 'a refresh token', credentials: has(REFRESH), questions: 2 },
  ])('lets nobody else in: $name', async ({ credentials, questions }) => {
    const { origin, asked } = await basic();
    const ask = createAsk(credentials === undefined ? quick : { ...quick, credentials })(origin);
    await expect(ask(get(pull))).rejects.toMatchObject({ code: 'REGISTRY_UNAUTHORIZED' });
    expect(asked).toHaveLength(questions);
  });
});

describe('a credential', () => {
  it('is asked for by the host and the repository', async () => {
    const seen: unknown[] = [];
    const { origin, host } = await tokenRegistry();
    const credentials: Credentials = {
      of: async (...about) => {
        seen.push(about);
        return undefined;
      },
    };
    const ask = createAsk({ ...quick, credentials })(origin);
    for (let at = 0; at < 2; at += 1) await (await ask(get(pull))).dismiss();
    expect(seen).toEqual([[host, 'acme/widget']]);
  });

  it('is not asked for where none is demanded', async () => {
    const credentials: Credentials = { of: () => Promise.reject(new Error('not to be asked')) };
    const { origin } = await serve((_, response) => void response.end());
    expect((await createAsk({ ...quick, credentials })(origin)(get(pull))).status).toBe(200);
  });

  it('W33: goes to nobody but the registry and who gives its tokens', async () => {
    let heard: string | undefined = 'nothing yet';
    const other = await serve((request, response) => {
      heard = request.headers.authorization;
      response.end('bytes');
    });
    const { origin } = await serve((request, response) => {
      if (request.headers.authorization === undefined)
        response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
      else response.writeHead(307, { location: `${other.origin}/x` }).end();
    });
    const ask = createAsk({ ...quick, credentials: has(PASSWORD) })(origin);
    expect((await ask(get(pull))).status).toBe(200);
    expect(heard).toBeUndefined();
    // Nor does another host get it by demanding it.
    const demanding = await serve((_, response) => {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
    });
    const led = await serve(
      (_, response) => void response.writeHead(307, { location: `${demanding.origin}/x` }).end(),
    );
    await expect(
      createAsk({ ...quick, credentials: has(PASSWORD) })(led.origin)(get(pull)),
    ).rejects.toMatchObject({
      code: 'REGISTRY_UNAUTHORIZED',
    });
    expect(demanding.asked).toHaveLength(1);
  });

  it('and a token stand in no message, even where the registry quotes them', async () => {
    const { origin } = await tokenRegistry({ wants: () => 'something else' });
    const denied = await tokenRegistry({
      token: (request, response) => {
        const message =
          request.method === 'POST' ? 'refresh-me' : `${request.headers.authorization} pass:word`;
        response.writeHead(403).end(JSON.stringify({ errors: [{ code: 'DENIED', message }] }));
      },
    });
    for (const [at, credential] of [
      [origin, PASSWORD],
      [denied.origin, PASSWORD],
      [denied.origin, REFRESH],
    ] as const) {
      const failing = createAsk({ ...quick, credentials: has(credential) })(at)(get(pull));
      await expect(failing).rejects.toMatchObject({ code: 'REGISTRY_UNAUTHORIZED' });
      const { message } = (await failing.catch((error: unknown) => error)) as Error;
      expect(message).toContain('[token]');
      for (const word of ['pass:word', 'refresh-me', 't1.', 't2.', btoa('ann:pass:word')])
        expect(message).not.toContain(word);
    }
  });
});

describe('a registry is not believed', () => {
  const bearer = (realm: string) => `Bearer realm="${realm}",service="x"`;
  it.each([
    {
      name: 'that wants tokens from a plain address',
      challenge: bearer('http://auth.example/token'),
      code: 'REGISTRY_NOT_ENCRYPTED',
    },
    {
      name: 'that wants tokens from a file',
      challenge: bearer('file:///etc/passwd'),
      code: 'REGISTRY_NOT_ENCRYPTED',
    },
    { name: 'that wants tokens from nowhere', challenge: bearer('token'), code: 'REGISTRY_ANSWER_INVALID' },
    {
      name: 'that gives a user with the address',
      challenge: bearer('https://a:b@auth.example/'),
      code: 'REGISTRY_ANSWER_INVALID',
    },
    {
      name: 'whose demand can be read in two ways',
      challenge: 'Bearer realm="https://a/",realm="https://b/"',
      code: 'REGISTRY_ANSWER_INVALID',
    },
    { name: 'that demands what nobody has', challenge: 'Negotiate', code: 'REGISTRY_UNAUTHORIZED' },
    { name: 'that demands nothing in particular', challenge: '', code: 'REGISTRY_UNAUTHORIZED' },
  ])('$name', async ({ challenge, code }) => {
    const { origin } = await tokenRegistry({ challenge: () => challenge });
    const ask = createAsk({ ...quick, credentials: has(PASSWORD) })(origin);
    await expect(ask(get(pull))).rejects.toMatchObject({ code });
  });

  it.each([
    { name: 'none', body: '{}' },
    { name: 'no JSON', body: '<html>' },
    { name: 'two of one name', body: '{"token":"a","token":"b"}' },
    { name: 'a number', body: '{"token":7}' },
    { name: 'one with another header in it', body: '{"token":"a\\r\\nx: y"}' },
    { name: 'one that is too long', body: JSON.stringify({ token: 'x'.repeat(1_100_000) }) },
  ])('whose service gives for a token $name', async ({ body }) => {
    const { origin } = await tokenRegistry({ token: (_, response) => void response.end(body) });
    await expect(createAsk(quick)(origin)(get(pull))).rejects.toMatchObject({
      code: 'REGISTRY_ANSWER_INVALID',
    });
  });

  it('that is public and wants tokens from a private network', async () => {
    const asked: string[] = [];
    const ask = createAsk({
      ...quick,
      credentials: has(PASSWORD),
      lookUp: async () => ['93.184.216.34'],
      fetch: async (url) => {
        asked.push(new Request(url).url);
        return new Response(null, {
          status: 401,
          headers: { 'www-authenticate': bearer('https://10.0.0.1/token') },
        });
      },
    })('https://registry.example');
    await expect(ask(get(pull))).rejects.toMatchObject({ code: 'REDIRECT_REFUSED' });
    expect(asked).toEqual(['https://registry.example/v2/x']);
  });

  it('that forbids, whatever it says about being there', async () => {
    const errors = [{ code: 'NAME_UNKNOWN', message: 'no such repository' }];
    const { origin, asked } = await serve(
      (_, response) => void response.writeHead(403).end(JSON.stringify({ errors })),
    );
    await expect(createAsk(quick)(origin)(get(pull))).rejects.toMatchObject({
      code: 'REGISTRY_UNAUTHORIZED',
    });
    expect(asked).toHaveLength(1);
  });
});

it('a body is made anew for the question after a demand', async () => {
  let received = '';
  const { origin } = await tokenRegistry();
  const registry = await serve(async (request, response) => {
    let body = '';
    for await (const part of request) body += String(part);
    if (request.headers.authorization === undefined)
      response.writeHead(401, { 'www-authenticate': `Bearer realm="${origin}/token"` }).end();
    else {
      received = body;
      response.writeHead(201).end();
    }
  });
  const bytes = async function* () {
    yield new TextEncoder().encode('one ');
    yield new TextEncoder().encode('two');
  };
  const put: Exchange = {
    ...get(push),
    method: 'PUT',
    body: () => ({ length: 7, bytes }),
    repeatable: false,
  };
  expect((await createAsk(quick)(registry.origin)(put)).status).toBe(201);
  expect(received).toBe('one two');
});
