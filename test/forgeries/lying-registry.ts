// A registry on the loopback interface that serves whatever it was given, also what no honest registry would take: it is
// how cosign hears a lie (distribution-spec 1.1, "Pulling manifests", "Pulling blobs", "Listing Referrers").
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Digest } from '../../src/domain/digest.ts';
import { OCI_INDEX } from '../../src/domain/oci.ts';
import { canonicalJson } from '../../src/formats/canonical-json.ts';
import type { MemoryRegistry } from '../support/memory-registry.ts';

export interface LyingRegistry {
  /** Serves these registries from now on; answers under which host and first part of the path. */
  readonly serve: (memory: MemoryRegistry) => string;
  readonly port: number;
  readonly stop: () => void;
}

/** Listens on a free port. */
export const startLyingRegistry = async (): Promise<LyingRegistry> => {
  const served: MemoryRegistry[] = [];
  const server = createServer(({ url = '', method }, response) => {
    const send = (status: number, type: string, bytes: Uint8Array): void => {
      response.writeHead(status, { 'Content-Type': type, 'Content-Length': bytes.length });
      response.end(method === 'HEAD' ? undefined : bytes);
    };
    answer(served, url, send, response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    serve: (memory) => `127.0.0.1:${port}/${served.push(memory) - 1}`,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};

const answer = (
  served: readonly MemoryRegistry[],
  url: string,
  send: (status: number, type: string, bytes: Uint8Array) => void,
  response: ServerResponse,
): void => {
  const missing = (): void => {
    send(404, 'application/json', canonicalJson({ errors: [{ code: 'MANIFEST_UNKNOWN', message: 'not here' }] }));
  };
  const [path = ''] = url.split('?');
  if (path === '/v2/') return send(200, 'application/json', canonicalJson({}));
  const [, number, name = '', kind, reference = ''] =
    /^\/v2\/(\d+)\/(.+)\/(manifests|blobs|referrers)\/([^/]+)$/.exec(path) ?? [];
  const memory = served[Number(number)];
  if (memory === undefined) return missing();
  const { content, tags, referrers } = memory.repository(name);
  if (kind === 'referrers') {
    const manifests = [...(referrers.get(reference as Digest)?.values() ?? [])];
    return send(200, OCI_INDEX, canonicalJson({ schemaVersion: 2, mediaType: OCI_INDEX, manifests }));
  }
  const digest = tags.get(reference)?.digest ?? (reference as Digest);
  const bytes = content.get(digest);
  if (bytes === undefined) return missing();
  if (kind === 'blobs') return send(200, 'application/octet-stream', bytes);
  response.setHeader('Docker-Content-Digest', digest);
  return send(200, mediaTypeOf(bytes), bytes);
};

const mediaTypeOf = (bytes: Uint8Array): string => {
  const [, type] = /"mediaType":"([^"]*)","schemaVersion"/.exec(new TextDecoder().decode(bytes)) ?? [];
  return type ?? 'application/vnd.oci.image.manifest.v1+json';
};
