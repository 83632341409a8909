import { afterEach, describe, expect, it } from 'vitest';

import { type Answer, listen, type Loopback } from '../../../test/support/loopback.ts';
import type { Descriptor } from '../../domain/descriptor.ts';
import { OCI_INDEX, OCI_MANIFEST } from '../../domain/oci.ts';
import { sha256 } from '../../formats/sha256.ts';
import { createAsk, locateRegistry, probeRegistry, type RegistryProbe } from './index.ts';
import { productOf } from './product.ts';

const open: Loopback[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

const bytesOf = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const EMPTY: Descriptor = {
  mediaType: 'application/vnd.oci.empty.v1+json',
  digest: sha256(bytesOf({})),
  size: 2,
};
const MANIFEST = bytesOf({ schemaVersion: 2, mediaType: OCI_MANIFEST, config: EMPTY, layers: [EMPTY] });
const DESCRIBED: Descriptor = { mediaType: OCI_MANIFEST, digest: sha256(MANIFEST), size: MANIFEST.length };
const INDEX = bytesOf({ schemaVersion: 2, mediaType: OCI_INDEX, manifests: [DESCRIBED] });

/** A registry that has all of it; what is given answers in its place. */
const probe = async (
  answers: Readonly<Record<string, Answer>> = {},
  target: { readonly tag?: string } = { tag: 'v1' },
): Promise<RegistryProbe & { readonly asked: readonly string[] }> => {
  const whole: Readonly<Record<string, Answer>> = {
    '/v2/': (_, response) =>
      void response.writeHead(200, { 'docker-distribution-api-version': 'registry/2.0' }).end('{}'),
    referrers: (_, response) =>
      void response.writeHead(200, { 'content-type': OCI_INDEX }).end('{"schemaVersion":2,"manifests":[]}'),
    tags: (_, response) =>
      void response.writeHead(200, { link: '<?last=a>; rel="next"' }).end('{"tags":["a"]}'),
    v1: (_, response) => void response.writeHead(200, { 'content-type': OCI_INDEX }).end(INDEX),
    [DESCRIBED.digest]: (_, response) =>
      void response.writeHead(200, { 'content-type': OCI_MANIFEST }).end(MANIFEST),
    [EMPTY.digest]: (_, response) => void response.end('{}'),
    ...answers,
  };
  const made = await listen((request, response, url) => {
    const key =
      url.pathname === '/v2/'
        ? '/v2/'
        : Object.keys(whole).find((one) => url.pathname.split('/').includes(one));
    const answer = key === undefined ? undefined : whole[key];
    return answer === undefined ? void response.writeHead(404).end() : answer(request, response, url);
  });
  open.push(made);
  const bounds = { backoff: 1, attempts: 2, idle: 5000 };
  const options = { ...bounds, locate: locateRegistry(), ask: createAsk(bounds) };
  return {
    ...(await probeRegistry({ repository: `${made.host}/acme/widget`, ...target }, options)),
    asked: made.asked,
  };
};

describe('what a registry is able to', () => {
  it('is found out without writing', async () => {
    const found = await probe();
    expect(found).toMatchObject({
      version: 'registry/2.0',
      demands: 'nothing',
      referrers: { found: 'api' },
      tags: { found: 'pages' },
      manifest: { found: { mediaType: OCI_INDEX, digest: sha256(INDEX), size: INDEX.length } },
      blobs: { found: 'registry' },
    });
    expect(found.asked.filter((one) => !one.startsWith('GET '))).toEqual([]);
  });

  it('may be less', async () => {
    const gone: Answer = (_, response) => void response.writeHead(404).end('404 page not found');
    expect(
      await probe({
        '/v2/': (_, response) => void response.end(),
        referrers: gone,
        tags: (_, response) => void response.end('{"tags":["a","b"]}'),
        v1: gone,
      }),
    ).toMatchObject({
      referrers: { found: 'tag' },
      tags: { found: 'whole' },
      manifest: { found: undefined },
    });
    expect(await probe({ tags: gone }, {})).not.toHaveProperty('manifest');
  });

  it('holds where its blobs come from', async () => {
    const other = await listen((_, response) => void response.end('{}'));
    open.push(other);
    const found = await probe({
      [EMPTY.digest]: (_, response) =>
        void response.writeHead(307, { location: `${other.origin}/x?signature=y` }).end(),
    });
    expect(found.blobs).toEqual({ found: { host: other.host } });
  });

  it.each([
    { challenge: 'Basic realm="x"', expect: { demands: 'basic' } },
    {
      challenge: 'Bearer realm="https://auth.example/token?x=y",service="s"',
      expect: { demands: 'bearer', realm: 'https://auth.example/token' },
    },
    { challenge: 'Negotiate', expect: { demands: 'other' } },
    { challenge: 'Bearer realm', expect: { demands: 'other' } },
  ])('holds what it demands: $challenge', async ({ challenge, expect: expected }) => {
    const found = await probe({
      '/v2/': (_, response) => void response.writeHead(401, { 'www-authenticate': challenge }).end(),
    });
    expect(found).toMatchObject(expected);
  });

  it('says part by part why something could not be found out', async () => {
    const denied: Answer = (_, response) => void response.writeHead(403).end();
    const found = await probe({
      referrers: denied,
      tags: (_, response) => void response.end('<html>'),
      v1: (_, response) => void response.writeHead(200, { 'content-type': 'text/plain' }).end(INDEX),
    });
    expect(found).toMatchObject({
      referrers: { failure: { code: 'REGISTRY_UNAUTHORIZED' } },
      tags: { failure: { code: 'REGISTRY_ANSWER_INVALID' } },
      manifest: { failure: { code: 'MANIFEST_INVALID' } },
    });
    expect(found).not.toHaveProperty('blobs');
  });

  it('is not found out where nothing answers as a registry does', async () => {
    await expect(
      probe({ '/v2/': (_, response) => void response.writeHead(404).end() }),
    ).rejects.toMatchObject({
      code: 'REGISTRY_REFUSED',
    });
  });
});

describe('a registry shows what it is', () => {
  const none = (): undefined => undefined;
  it.each([
    { origin: 'https://ghcr.io', expect: 'GitHub Packages' },
    { origin: 'https://registry-1.docker.io', expect: 'Docker Hub' },
    { origin: 'https://1.dkr.ecr.eu-west-1.amazonaws.com', expect: 'Amazon ECR' },
    { origin: 'https://acme.azurecr.io', expect: 'Azure Container Registry' },
    { origin: 'https://europe-docker.pkg.dev', expect: 'Google Artifact Registry' },
    { origin: 'https://r.example', realm: 'https://gitlab.example/jwt/auth', expect: 'GitLab' },
    { origin: 'https://r.example', realm: 'https://r.example/service/token', expect: 'Harbor' },
    { origin: 'https://r.example', headers: { 'x-jfrog-version': '7' }, expect: 'Artifactory' },
    {
      origin: 'https://r.example',
      headers: { server: 'nginx\u001b[31m' },
      expect: String.raw`nginx\x1b[31m`,
    },
    { origin: 'https://ghcr.io.example', expect: undefined },
    { origin: 'https://azurecr.io.example', expect: undefined },
  ])('$origin: $expect', ({ origin, realm, headers, expect: expected }) => {
    const header = headers === undefined ? none : (name: string) => (headers as Record<string, string>)[name];
    expect(productOf(origin, header, realm)?.name).toBe(expected);
  });

  it('and what is known of manifests without a tag there', () => {
    expect(productOf('https://ghcr.io', none, undefined)?.untagged).toContain('untagged');
    expect(productOf('https://registry-1.docker.io', none, undefined)).not.toHaveProperty('untagged');
  });
});
