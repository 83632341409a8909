// A registry over loopback HTTP in front of OCI layouts (distribution-spec 1.1): what is pushed comes to lie where skopeo,
// oras and cosign read it. It plays several registries at once: what stands before the first slash of a repository is the
// host, and says which kind.
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { Failure } from '../../domain/failure.ts';
import { secret } from '../../domain/secret.ts';
import { isRepository } from '../../formats/oci/place.ts';
import { pathOf } from '../layout-reader/index.ts';
import { createLayoutRegistries, type LayoutRegistries } from '../layout-registry/index.ts';
import type { Credential } from '../registry-reader/credentials.ts';
import { createBlobHost } from './blob-host.ts';
import { beginUpload, continueUpload, getBlob } from './blobs.ts';
import { playedKind, type RegistryKind, TRAITS } from './kinds.ts';
import { listReferrers, listTags } from './lists.ts';
import { getManifest, putManifest } from './manifests.ts';
import { isFault, Refusal, refuse } from './refusal.ts';
import { parseRoute, type Route } from './route.ts';
import { type Access, createTokens } from './tokens.ts';
import { createUploads } from './uploads.ts';

export interface RegistryServerOptions {
  /** Holds one layout a repository. */
  readonly dir: string;
  /** The layouts in `dir`, where something beside the server opens them. */
  readonly registries?: LayoutRegistries;
  /** Which registry is played for a host; `''` is `/v2/` itself, where tools ask whether tokens are demanded. */
  readonly kindOf?: (host: string) => RegistryKind;
  /** Default: one that is free. */
  readonly port?: number;
  /** Where uploads lie until they are whole: on the same disk, emptied now, removed at the end. Default: beside `dir`. */
  readonly uploads?: string;
  /** The most entries of a page of tags or referrers. */
  readonly pageSize?: number;
  /** How long a token holds, in seconds. */
  readonly tokenSeconds?: number;
  /** Told of every request before it is answered. */
  readonly seen?: (request: { readonly method: string; readonly url: string }) => void;
  /** Told of what is no answer to a request but trouble of this machine, such as `DISK_FULL`. */
  readonly fault?: (error: unknown) => void;
}

export interface RegistryServer {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  /** With it, and only with it, registries that demand tokens may be written. Made for this server alone. */
  readonly credential: Credential & { readonly kind: 'password' };
  /** Ends every connection and every upload; nothing listens afterwards. */
  readonly close: () => Promise<void>;
}

/** Listens on 127.0.0.1 alone. Fails with `REGISTRY_UNREACHABLE` where it may not. */
export const createRegistryServer = async (options: RegistryServerOptions): Promise<RegistryServer> => {
  const { dir, kindOf = playedKind, pageSize = 100, seen, fault } = options;
  const registries = options.registries ?? createLayoutRegistries(dir);
  const uploads = createUploads({
    dir: options.uploads ?? `${dir}.uploads`,
    receive: registries.served.receive,
  });
  const credential = { user: 'colophon', password: randomBytes(24).toString('base64url') };
  let origin = '';
  let storage = '';
  const tokens = createTokens(credential, {
    realm: () => `${origin}/token`,
    ...(options.tokenSeconds === undefined ? {} : { seconds: options.tokenSeconds }),
  });
  const blobHost = createBlobHost(
    (repository, digest) => pathOf(registries.locate(repository), digest) ?? '',
  );

  const answerRoute = async (
    route: Route,
    request: IncomingMessage,
    response: ServerResponse,
    query: URLSearchParams,
  ): Promise<void> => {
    const { repository } = route;
    const { method = '', headers } = request;
    const kind = kindOf(hostOf(repository));
    const traits = TRAITS[kind];
    const reads = method === 'GET' || method === 'HEAD';
    if (traits.tokens)
      tokens.demand(headers.authorization, [needed(repository, reads && route.kind !== 'upload')]);
    switch (route.kind) {
      case 'blob': {
        const elsewhere = `${storage}${blobHost.addressOf(repository, route.digest)}`;
        if (reads) return getBlob(route, response, registries, traits.elsewhere ? elsewhere : undefined);
        break;
      }
      case 'manifest':
        if (reads) return getManifest({ ...route, traits }, response, registries);
        if (method === 'PUT') return putManifest({ ...route, traits }, request, response, registries);
        break;
      case 'uploads': {
        const mayRead = (from: string): boolean =>
          isRepository(from) &&
          hostOf(from) === hostOf(repository) &&
          (!traits.tokens || tokens.allows(headers.authorization, needed(from, true)));
        const with_ = { registries, uploads, mayRead };
        if (method === 'POST') return beginUpload(repository, request, response, query, with_);
        break;
      }
      case 'upload':
        return continueUpload(route, request, response, query, uploads);
      case 'tags':
        if (reads) return listTags({ repository, query, pageSize, kind }, response, registries);
        break;
      case 'referrers':
        if (!traits.referrers) return notFound(response);
        if (reads)
          return listReferrers({ repository, digest: route.digest, query, pageSize }, response, registries);
        break;
    }
    throw new Refusal(405, 'UNSUPPORTED', `${method} is not for what this is`);
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    seen?.({ method: request.method ?? '', url: `${url.pathname}${url.search}` });
    response.setHeader('docker-distribution-api-version', 'registry/2.0');
    if (url.pathname === '/v2/' || url.pathname === '/v2') {
      if (TRAITS[kindOf('')].tokens) tokens.demand(request.headers.authorization, []);
      return json(response, '{}');
    }
    if (url.pathname === '/token' && request.method === 'GET') {
      const scopes = url.searchParams.getAll('scope').flatMap((scope) => scope.split(' '));
      return json(response, tokens.grant(request.headers.authorization, scopes));
    }
    const route = parseRoute(url.pathname);
    return route === undefined ? notFound(response) : answerRoute(route, request, response, url.searchParams);
  };

  const open = async (handle: typeof answer, port: number): Promise<Server> => {
    const server = createServer({ keepAliveTimeout: KEEP_ALIVE, requestTimeout: 0 }, (request, response) => {
      handle(request, response).catch((error: unknown) => {
        // Whoever has gone hears nothing, and it is nobody's fault.
        if (request.destroyed && !request.complete) return;
        if (isFault(error)) fault?.(error);
        refuse(response, error);
      });
    });
    await listening(server, port);
    return server;
  };
  const server = await open(answer, options.port ?? 0);
  const storageServer = await open(blobHost.answer, 0).catch(async (error: unknown) => {
    await closed(server);
    throw error;
  });
  origin = originOf(server);
  storage = originOf(storageServer);
  return {
    origin,
    credential: { kind: 'password', user: credential.user, password: secret(credential.password) },
    close: async () => {
      await Promise.all([closed(server), closed(storageServer)]);
      uploads.end();
    },
  };
};

/** Longer than a client keeps a connection that it does not use: else it would write into one that is being closed. */
const KEEP_ALIVE = 300_000;

const hostOf = (repository: string): string => repository.slice(0, repository.indexOf('/'));

const needed = (name: string, reads: boolean): Access => ({
  name,
  actions: reads ? ['pull'] : ['pull', 'push'],
});

const json = (response: ServerResponse, body: string): void => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  response.end(response.req.method === 'HEAD' ? undefined : body);
};

/** As servers answer to an address that they do not know: without a code. */
const notFound = (response: ServerResponse): void => {
  response.writeHead(404, { 'content-type': 'text/plain' });
  response.end('404 page not found\n');
};

const listening = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      reject(
        new Failure('REGISTRY_UNREACHABLE', `127.0.0.1:${port} cannot be listened on`, {
          remedy: 'a rehearsal’s registry is on this machine’s loopback: let it listen there',
          cause,
        }),
      );
    });
    server.listen(port, '127.0.0.1', resolve);
  });

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

const originOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
