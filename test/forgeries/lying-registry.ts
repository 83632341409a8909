// A registry on the loopback interface that serves whatever it was given, also what no honest registry would take: it is
// how cosign hears a lie (distribution-spec 1.1, "Pulling manifests", "Pulling blobs", "Listing Referrers").
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Digest } from '../../src/domain/digest.ts';
import { OCI_INDEX, OCI_MANIFEST } from '../../src/domain/oci.ts';
import { canonicalJson } from '../../src/formats/canonical-json.ts';
import type { HttpQuestion } from '../support/http-registry.ts';
import type { MemoryRegistry } from '../support/memory-registry.ts';

/** Answers in place of an honest registry, or leaves a question to it with `false`. */
export type Lie = (question: HttpQuestion, response: ServerResponse) => boolean;

export interface LyingRegistry {
  /**
   * Serves these registries from now on; answers under which host and first part of the path. `lie` is looked up anew
   * for each question.
   */
  readonly serve: (memory: () => MemoryRegistry, lie?: () => Lie | undefined) => string;
  readonly port: number;
  readonly stop: () => void;
}

/** Listens on a free port. */
export const startLyingRegistry = async (): Promise<LyingRegistry> => {
  const served: Served[] = [];
  const server = createServer((request, response) => {
    const send = (status: number, type: string, bytes: Uint8Array): void => {
      response.writeHead(status, { 'Content-Type': type, 'Content-Length': bytes.length });
      response.end(request.method === 'HEAD' ? undefined : bytes);
    };
    answer(served, request, send, response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    serve: (memory, lie = () => undefined) => `127.0.0.1:${port}/${served.push({ memory, lie }) - 1}`,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};

interface Served {
  readonly memory: () => MemoryRegistry;
  readonly lie: () => Lie | undefined;
}

const answer = (
  served: readonly Served[],
  request: IncomingMessage,
  send: (status: number, type: string, bytes: Uint8Array) => void,
  response: ServerResponse,
): void => {
  const missing = (): void => {
    send(
      404,
      'application/json',
      canonicalJson({ errors: [{ code: 'MANIFEST_UNKNOWN', message: 'not here' }] }),
    );
  };
  const url = new URL(request.url ?? '/', `http://${request.headers.host ?? 'registry'}`);
  if (url.pathname === '/v2/') return send(200, 'application/json', canonicalJson({}));
  const [, number, name = '', kind, reference = ''] =
    /^\/v2\/(\d+)\/(.+)\/(manifests|blobs|referrers|tags)\/([^/]+)$/.exec(url.pathname) ?? [];
  const one = served[Number(number)];
  if (one === undefined) return missing();
  const question = { kind: kind as HttpQuestion['kind'], name, reference, url, request };
  if (one.lie()?.(question, response) === true) return;
  const { content, tags, referrers } = one.memory().repository(name);
  if (kind === 'referrers') {
    const manifests = [...(referrers.get(reference as Digest)?.values() ?? [])];
    return send(200, OCI_INDEX, canonicalJson({ schemaVersion: 2, mediaType: OCI_INDEX, manifests }));
  }
  if (kind === 'tags') return send(200, 'application/json', canonicalJson({ name, tags: [...tags.keys()] }));
  const digest = tags.get(reference)?.digest ?? (reference as Digest);
  const bytes = content.get(digest);
  if (bytes === undefined) return missing();
  if (kind === 'blobs') return send(200, 'application/octet-stream', bytes);
  response.setHeader('Docker-Content-Digest', digest);
  return send(200, mediaTypeOf(bytes), bytes);
};

const mediaTypeOf = (bytes: Uint8Array): string => {
  const text = new TextDecoder().decode(bytes);
  const [, type] = /"mediaType":"([^"]*)","schemaVersion"/.exec(text) ?? [];
  return type ?? (/"manifests":/.test(text) ? OCI_INDEX : OCI_MANIFEST);
};
