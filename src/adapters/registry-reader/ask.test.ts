import { once } from 'node:events';

import { afterEach, describe, expect, it } from 'vitest';

import { type Answer, listen, type Loopback } from '../../../test/support/loopback.ts';
import { type AskOptions, createAsk } from './ask.ts';
import type { Answered, Exchange } from './exchange.ts';
import { readRefusal } from './refusal.ts';

const open: Loopback[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

const serve = async (answer: Answer, address?: string): Promise<Loopback> => {
  const made = await listen(answer, address);
  open.push(made);
  return made;
};

const quick: AskOptions = { backoff: 1, patience: 20, idle: 5000 };
const get = (url: string): Exchange => ({ method: 'GET', url, scopes: [], repeatable: true });
const textOf = async (answered: Answered): Promise<string> =>
  new TextDecoder().decode(await answered.bytes(1_000_000));

describe('a question that may be repeated', () => {
  it.each([429, 408, 500, 502, 503, 504])('is asked again after a %i', async (status) => {
    let left = 2;
    const { origin, asked } = await serve((_, response) => {
      if (left > 0) response.writeHead(status, { 'retry-after': '0' });
      left -= 1;
      response.end('yes');
    });
    expect(await textOf(await createAsk(quick)(origin)(get('/v2/')))).toBe('yes');
    expect(asked).toHaveLength(3);
  });

  it('is asked again after a cut connection, and after one where nothing moves', async () => {
    let left = 2;
    const { origin } = await serve((_, response) => {
      left -= 1;
      if (left === 1) response.destroy();
      else if (left < 0) response.end('yes');
    });
    expect(await textOf(await createAsk({ ...quick, idle: 150 })(origin)(get('/v2/')))).toBe('yes');
  });

  it.each([
    { status: 429, code: 'REGISTRY_BUSY' },
    { status: 503, code: 'REGISTRY_BUSY' },
    { status: 500, code: 'REGISTRY_REFUSED' },
  ])('ends with $code when every attempt ends with $status', async ({ status, code }) => {
    const { origin, asked, host } = await serve((_, response) => void response.writeHead(status).end());
    await expect(
      createAsk({ ...quick, attempts: 3 })(origin)(get('/v2/x?token=secret')),
    ).rejects.toMatchObject({
      code,
      message: `GET http://${host}/v2/x: ${status}`,
    });
    expect(asked).toHaveLength(3);
  });

  it('waits as long as it is asked to, but for its patience', async () => {
    let left = 1;
    const { origin } = await serve((_, response) => {
      if (left > 0) response.writeHead(429, { 'retry-after': '3600' });
      left -= 1;
      response.end();
    });
    const before = performance.now();
    await createAsk({ ...quick, patience: 120 })(origin)(get('/v2/'));
    const waited = performance.now() - before;
    expect(waited).toBeGreaterThan(110);
    expect(waited).toBeLessThan(3000);
  });

  it('fails where nobody listens, and says how often it was asked', async () => {
    const { origin, close } = await listen(() => {});
    await close();
    await expect(createAsk({ ...quick, attempts: 2 })(origin)(get('/v2/'))).rejects.toMatchObject({
      code: 'REGISTRY_UNREACHABLE',
      message: expect.stringMatching(
        /^GET http:\/\/127\.0\.0\.1:\d+\/v2\/ got no answer in 2 attempts: nothing listens/,
      ),
    });
  });

  it.each([
    { name: 'at a port that is never asked', cause: { message: 'bad port' }, says: 'never asked' },
    { name: 'at a host that is not there', cause: { code: 'ENOTFOUND' }, says: 'no such host' },
    {
      name: 'of a registry with a certificate of nobody',
      cause: { code: 'SELF_SIGNED_CERT_IN_CHAIN' },
      says: 'not to be trusted',
    },
  ])('is not repeated $name', async ({ cause, says }) => {
    let attempts = 0;
    const ask = createAsk({
      ...quick,
      fetch: () => {
        attempts += 1;
        return Promise.reject(new TypeError('fetch failed', { cause: Object.assign(new Error(), cause) }));
      },
    })('https://registry.example');
    await expect(ask(get('/v2/'))).rejects.toMatchObject({
      code: 'REGISTRY_UNREACHABLE',
      message: expect.stringContaining(says),
    });
    expect(attempts).toBe(1);
  });

  it('is given up at once when the signal is given', async () => {
    const controller = new AbortController();
    const { origin } = await serve(() => controller.abort(new Error('enough')));
    await expect(createAsk({ ...quick, signal: controller.signal })(origin)(get('/v2/'))).rejects.toThrow(
      'enough',
    );
  });
});

describe('a question that may not be repeated', () => {
  it.each([
    { name: 'a busy registry', status: 503, code: 'REGISTRY_BUSY' },
    { name: 'a cut connection', status: 0, code: 'REGISTRY_UNREACHABLE' },
  ])('is asked once: $name', async ({ status, code }) => {
    const { origin, asked } = await serve((_, response) => {
      if (status === 0) response.destroy();
      else response.writeHead(status).end();
    });
    const patch: Exchange = {
      ...get('/v2/x'),
      method: 'PATCH',
      body: () => new Uint8Array(3),
      repeatable: false,
    };
    await expect(createAsk(quick)(origin)(patch)).rejects.toMatchObject({ code });
    expect(asked).toHaveLength(1);
  });

  it('fails with what its body fails with', async () => {
    const { origin } = await serve(
      (request, response) => void request.resume().on('end', () => response.end()),
    );
    const bytes = async function* () {
      yield new Uint8Array(3);
      throw new RangeError('the disk is gone');
    };
    const put: Exchange = { ...get('/v2/x'), method: 'PUT', body: () => ({ length: 9, bytes }) };
    await expect(createAsk(quick)(origin)(put)).rejects.toThrow('the disk is gone');
  });
});

describe('a redirect', () => {
  it('is followed to another host, which learns nothing that was meant for the registry', async () => {
    let heard: NodeJS.Dict<string | string[]> = {};
    const other = await serve((request, response) => {
      heard = request.headers;
      response.end('bytes');
    });
    const { origin } = await serve((_, response) => {
      response.writeHead(307, { location: `${other.origin}/blob?signature=x` }).end('x'.repeat(9999));
    });
    const headers = { authorization: 'Bearer mine', cookie: 'mine', range: 'bytes=1-', 'x-mine': 'mine' };
    const answered = await createAsk(quick)(origin)({ ...get('/v2/a/blobs/x'), headers });
    expect(answered.url).toBe(`${other.origin}/blob?signature=x`);
    expect(await textOf(answered)).toBe('bytes');
    expect(heard).toMatchObject({ range: 'bytes=1-' });
    expect(Object.keys(heard)).not.toContain('authorization');
    expect(JSON.stringify(heard)).not.toContain('mine');
  });

  it.each([
    { name: 'without end', location: () => '/v2/again' },
    { name: 'to nowhere', location: () => undefined },
    { name: 'to what is no address', location: () => 'http://' },
    { name: 'to a file', location: () => 'file:///etc/passwd' },
    {
      name: 'with credentials in it',
      location: (host: string) => `http://user:word@localhost:${host.split(':')[1]}/`,
    },
  ])('is refused $name', async ({ location }) => {
    const { origin, host, asked } = await serve((_, response) => {
      const to = location(host);
      response.writeHead(302, to === undefined ? {} : { location: to }).end();
    });
    await expect(createAsk(quick)(origin)(get('/v2/'))).rejects.toMatchObject({ code: 'REDIRECT_REFUSED' });
    expect(asked.length).toBeLessThanOrEqual(6);
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'] as const)('of a %s is refused', async (method) => {
    const { origin, asked } = await serve((_, response) => {
      response.writeHead(307, { location: '/v2/there' }).end();
    });
    await expect(createAsk(quick)(origin)({ ...get('/v2/'), method })).rejects.toMatchObject({
      code: 'REDIRECT_REFUSED',
    });
    expect(asked).toHaveLength(1);
  });

  const public_ = 'https://registry.example';
  it.each([
    { name: 'from encrypted to plain', to: 'http://cdn.example/x', addresses: ['93.184.216.34'] },
    { name: 'into a private network by address', to: 'https://10.0.0.7/x', addresses: [] },
    { name: 'to the metadata of a cloud', to: 'https://[::ffff:169.254.169.254]/x', addresses: [] },
    { name: 'to this machine by name', to: 'https://localhost/x', addresses: [] },
    {
      name: 'into a private network by name',
      to: 'https://inside.example/x',
      addresses: ['93.184.216.34', '192.168.0.9'],
    },
  ])('from a public registry is refused $name', async ({ to, addresses }) => {
    const asked: string[] = [];
    const ask = createAsk({
      ...quick,
      lookUp: async (host) => (host === 'registry.example' ? ['93.184.216.33'] : addresses),
      fetch: async (url) => {
        asked.push(new Request(url).url);
        return new Response(null, { status: 307, headers: { location: to } });
      },
    })(public_);
    await expect(ask(get('/v2/'))).rejects.toMatchObject({ code: 'REDIRECT_REFUSED' });
    expect(asked).toEqual([`${public_}/v2/`]);
  });

  it('of a public registry to another public host is followed', async () => {
    const ask = createAsk({
      ...quick,
      lookUp: async () => ['93.184.216.33'],
      fetch: async (url) =>
        new Request(url).url.startsWith(public_)
          ? new Response(null, { status: 307, headers: { location: 'https://cdn.example/x' } })
          : new Response('bytes'),
    })(public_);
    expect(await textOf(await ask(get('/v2/')))).toBe('bytes');
  });

  it('is not needed for a place that a registry names, and its rules hold there, too', async () => {
    const ask = createAsk({
      ...quick,
      lookUp: async () => ['93.184.216.33'],
      fetch: async () => new Response(),
    })(public_);
    const put: Exchange = { ...get('http://uploads.example/x'), method: 'PUT' };
    await expect(ask(put)).rejects.toMatchObject({ code: 'REDIRECT_REFUSED' });
  });
});

describe('encryption', () => {
  it('is left out only for this machine, and for hosts that a user named', async () => {
    const ask = createAsk({ plainHttp: ['inside.example:5000'], fetch: async () => new Response() });
    for (const origin of [
      'http://127.0.0.1:5000',
      'http://localhost',
      'http://[::1]:1234',
      'http://inside.example:5000',
    ])
      expect((await ask(origin)(get('/v2/'))).status).toBe(200);
    for (const origin of ['http://inside.example', 'http://registry.example', 'http://localhost.example'])
      expect(() => ask(origin)).toThrow(expect.objectContaining({ code: 'REGISTRY_NOT_ENCRYPTED' }));
  });

  it('is named as what is lacking where a registry does not speak it', async () => {
    const { host } = await serve((_, response) => void response.end());
    await expect(createAsk(quick)(`https://${host}`)(get('/v2/'))).rejects.toMatchObject({
      code: 'REGISTRY_NOT_ENCRYPTED',
    });
  });
});

describe('an answer', () => {
  it('that is longer than it may be is left', async () => {
    const { origin } = await serve((_, response) => {
      const more = (): void => void (response.destroyed || response.write('x'.repeat(65_536), more));
      more();
    });
    const answered = await createAsk(quick)(origin)(get('/v2/'));
    await expect(answered.bytes(100_000)).rejects.toMatchObject({ code: 'REGISTRY_ANSWER_INVALID' });
  });

  it('that breaks off is no shorter answer', async () => {
    const { origin } = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '10' }).write('half');
      setTimeout(() => response.destroy(), 20);
    });
    const answered = await createAsk(quick)(origin)(get('/v2/'));
    await expect(answered.bytes(100)).rejects.toMatchObject({ code: 'REGISTRY_UNREACHABLE' });
  });

  it('in which nothing moves any more is given up', async () => {
    const { origin } = await serve((_, response) => void response.writeHead(200).write('half'));
    const answered = await createAsk({ ...quick, idle: 100 })(origin)(get('/v2/'));
    await expect(answered.bytes(100)).rejects.toMatchObject({ code: 'REGISTRY_UNREACHABLE' });
  });

  it('may be read as slowly as one likes', async () => {
    const { origin } = await serve((_, response) => {
      response.write('a');
      setTimeout(() => response.end('b'), 20);
    });
    let read = '';
    const answered = await createAsk({ ...quick, idle: 100 })(origin)(get('/v2/'));
    for await (const part of answered.body()) {
      read += new TextDecoder().decode(part);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    expect(read).toBe('ab');
  });

  it('that refuses is told harmlessly, and within bounds', async () => {
    const errors = [
      { code: 'DENIED', message: `\u001b[31mno\u202e ${'x'.repeat(5000)}`, detail: { a: [1] } },
    ];
    const { origin } = await serve(
      (_, response) => void response.writeHead(405).end(JSON.stringify({ errors })),
    );
    const refusal = await readRefusal(await createAsk(quick)(origin)(get('/v2/')));
    expect(refusal.codes).toEqual(['DENIED']);
    expect(refusal.text.length).toBeLessThanOrEqual(400);
    expect(refusal.text).toContain(String.raw`405 DENIED: \x1b[31mno\u{202e} x`);
  });

  it.each(['<html>no</html>', '{"errors":"x"}', '{"errors":[1,null,{"code":7}]}', '[', ''])(
    'that refuses in no known words says only its status: %s',
    async (body) => {
      const { origin } = await serve((_, response) => void response.writeHead(404).end(body));
      const refusal = await readRefusal(await createAsk(quick)(origin)(get('/v2/')));
      expect(refusal.text).toBe('404');
    },
  );
});

it('no more is asked at once than there are slots', async () => {
  let [now, most] = [0, 0];
  const { origin } = await serve(async (_, response) => {
    now += 1;
    most = Math.max(most, now);
    response.write('x');
    await new Promise((resolve) => setTimeout(resolve, 15));
    now -= 1;
    response.end('y');
  });
  const ask = createAsk({ ...quick, parallel: 3 })(origin);
  await Promise.all(Array.from({ length: 9 }, async () => textOf(await ask(get('/v2/')))));
  expect(most).toBe(3);
});

it('every slot comes back, however an answer ends', async () => {
  const { origin } = await serve((request, response) => {
    if (request.url === '/cut')
      response.writeHead(200, { 'content-length': '9' }).write('x', () => response.destroy());
    else if (request.url === '/busy') response.writeHead(503).end();
    else response.end('xy');
  });
  const ask = createAsk({ ...quick, parallel: 1, attempts: 2 })(origin);
  const ends: readonly (() => Promise<unknown>)[] = [
    async () => textOf(await ask(get('/v2/'))),
    async () => (await ask(get('/v2/'))).dismiss(),
    async () => {
      for await (const _ of (await ask(get('/v2/'))).body()) break;
    },
    async () => (await ask(get('/v2/'))).bytes(1).catch(() => {}),
    async () => (await ask(get('/cut'))).bytes(9).catch(() => {}),
    async () => ask(get('/busy')).catch(() => {}),
    async () => ask({ ...get('/v2/'), method: 'HEAD' }),
  ];
  for (const end of [...ends, ...ends]) await end();
  expect(await textOf(await ask(get('/v2/')))).toBe('xy');
});

it('who waits for a slot leaves with the signal', async () => {
  const controller = new AbortController();
  const { origin } = await serve((_, response) => void response.write('x'));
  const ask = createAsk({ ...quick, parallel: 1, signal: controller.signal })(origin);
  await ask(get('/v2/'));
  const waiting = ask(get('/v2/'));
  const given = once(controller.signal, 'abort');
  controller.abort(new Error('enough'));
  await given;
  await expect(waiting).rejects.toThrow('enough');
});
