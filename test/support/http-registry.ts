// A registry over loopback HTTP and in memory, for tests of those who write: small, observable, and as odd as it is told
// to be (OCI distribution-spec 1.1). What it holds can be changed behind its back.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Digest } from '../../src/domain/digest.ts';
import { OCI_INDEX } from '../../src/domain/oci.ts';
import { referrerDescriptor } from '../../src/formats/oci/referrer.ts';
import { sha256 } from '../../src/formats/sha256.ts';

/** How it differs from a good one; may be changed while it runs. */
export interface Oddities {
  /** Answers `/referrers/`; and says so when it takes a manifest with a subject. */
  referrers: boolean;
  /** Says `OCI-Subject`, whether or not it keeps a list. */
  saysSubject: boolean;
  /** Refuses bodies with the request that completes an upload, with this status; 0 cuts them off. */
  noWhole: number | undefined;
  /** Refuses bodies of more bytes with 413. */
  most: number;
  /** Cuts the connection of an upload's body after so many bytes, so many times. */
  cut: { after: number; times: number };
  /** Keeps what came before a cut. */
  keeps: boolean;
  /** Forgets uploads that were cut. */
  forgets: boolean;
  /** `OCI-Chunk-Min-Length`. */
  least: number;
  mounts: boolean;
  /** Answers 429 so many times. */
  busy: number;
  /** Digests that it remembers and need not hold: 200 to HEAD, and manifests are taken and not written. */
  claims: Set<string>;
  /** What it answers as the digest of what it took. */
  digest: string | undefined;
  /** Sends ETag, and heeds If-Match. */
  etags: boolean;
  /** Answers with what uploads are located at. */
  locate: (path: string) => string;
  /** Takes an index or manifest only when all that it points at is there. */
  strict: boolean;
  /** Milliseconds before a tag that was put is seen. */
  slow: number;
  /** Completes an upload and does not answer, so many times. */
  silent: number;
  /** Refuses to put tags that are there. */
  immutable: boolean;
  /** Answers a question itself, and says so; or leaves it to the rest. */
  lie: (question: HttpQuestion, response: ServerResponse) => boolean;
}

/** A question, taken apart. */
export interface HttpQuestion {
  readonly kind: 'blobs' | 'blobs/uploads' | 'manifests' | 'referrers' | 'tags';
  readonly name: string;
  readonly reference: string;
  readonly url: URL;
  readonly request: IncomingMessage;
}

export interface HeldRepository {
  readonly blobs: Map<string, Uint8Array>;
  readonly manifests: Map<string, { readonly bytes: Uint8Array; readonly type: string }>;
  readonly tags: Map<string, string>;
}

export interface HttpRegistry {
  readonly origin: string;
  /** `127.0.0.1:41234` */
  readonly host: string;
  readonly odd: Oddities;
  readonly repository: (name: string) => HeldRepository;
  /** `PUT manifests/v1`, for every question so far. */
  readonly asked: string[];
  /** Begins anew, with nothing. */
  readonly empty: () => void;
  /** Uploads that were begun and neither completed nor cancelled. */
  readonly open: () => number;
  readonly close: () => Promise<void>;
}

interface Uploading {
  readonly name: string;
  bytes: Buffer;
}

export const startHttpRegistry = async (different: Partial<Oddities> = {}): Promise<HttpRegistry> => {
  const odd: Oddities = { ...GOOD, cut: { after: 0, times: 0 }, claims: new Set(), ...different };
  const repositories = new Map<string, HeldRepository>();
  const repository = (name: string): HeldRepository => {
    const found = repositories.get(name) ?? { blobs: new Map(), manifests: new Map(), tags: new Map() };
    repositories.set(name, found);
    return found;
  };
  const asked: string[] = [];
  const uploads = new Map<string, Uploading>();
  let turn = 0;
  let begun = 0;

  const answer = async (question: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(question.url ?? '', 'http://registry');
    const method = question.method ?? '';
    const say = (
      status: number,
      headers: Record<string, string | number> = {},
      body: string | Uint8Array = '',
    ): void => {
      response.writeHead(status, headers);
      response.end(body);
    };
    const refuse = (status: number, code: string, detail?: unknown): void =>
      say(
        status,
        { 'content-type': 'application/json' },
        JSON.stringify({ errors: [{ code, message: code.toLowerCase(), detail }] }),
      );
    const [, name = '', kind = '', reference = ''] =
      /^\/v2\/(.+)\/(blobs\/uploads|blobs|manifests|referrers|tags)\/([^/]*)$/.exec(pathname) ?? [];
    asked.push(`${method} ${kind}${reference === '' ? '' : `/${reference}`}`);
    const url = new URL(question.url ?? '', `http://${question.headers.host ?? 'registry'}`);
    const about = { kind: kind as HttpQuestion['kind'], name, reference, url, request: question };
    if (odd.lie(about, response)) return;
    if (odd.busy > 0) {
      odd.busy -= 1;
      return say(429, { 'retry-after': '0' });
    }
    if (pathname === '/v2/') return say(200, { 'docker-distribution-api-version': 'registry/2.0' });
    const there = repository(name);

    if (kind === 'blobs/uploads') {
      const place = (id: string): Record<string, string | number> => {
        const { length = 0 } = uploads.get(id)?.bytes ?? {};
        turn += 1;
        return {
          location: odd.locate(`/v2/${name}/blobs/uploads/${id}?_state=a%2Fb%3D&turn=${turn}`),
          range: `0-${Math.max(0, length - 1)}`,
          ...(odd.least > 0 ? { 'oci-chunk-min-length': odd.least } : {}),
        };
      };
      if (method === 'POST') {
        const from = searchParams.get('from');
        const mount = searchParams.get('mount') ?? '';
        const blob = from === null ? undefined : repository(from).blobs.get(mount);
        if (blob !== undefined && odd.mounts) {
          there.blobs.set(mount, blob);
          return say(201, { location: `/v2/${name}/blobs/${mount}`, 'docker-content-digest': mount });
        }
        begun += 1;
        const id = `u${begun}`;
        uploads.set(id, { name, bytes: Buffer.alloc(0) });
        return say(202, place(id));
      }
      const upload = uploads.get(reference);
      if (upload?.name !== name) return refuse(404, 'BLOB_UPLOAD_UNKNOWN');
      if (searchParams.get('_state') !== 'a/b=') return refuse(400, 'BLOB_UPLOAD_INVALID');
      if (method === 'GET') return say(204, place(reference));
      if (method === 'DELETE') {
        uploads.delete(reference);
        return say(204);
      }
      const length = Number(question.headers['content-length'] ?? -1);
      if (length < 0) return refuse(411, 'SIZE_INVALID');
      if (length > odd.most) return say(413, { connection: 'close' });
      if (method === 'PUT' && length > 0 && odd.noWhole !== undefined) {
        if (odd.noWhole === 0) return void question.socket.destroy();
        return say(odd.noWhole, { connection: 'close' });
      }
      const range = question.headers['content-range'];
      if (range !== undefined && !range.startsWith(`${upload.bytes.length}-`))
        return say(416, place(reference));
      const body = await bodyOf(question, odd.cut.times > 0 ? odd.cut.after : Infinity);
      if (body.cut) {
        odd.cut.times -= 1;
        if (odd.forgets) uploads.delete(reference);
        else if (odd.keeps) upload.bytes = Buffer.concat([upload.bytes, body.bytes]);
        return void question.socket.destroy();
      }
      upload.bytes = Buffer.concat([upload.bytes, body.bytes]);
      if (method === 'PATCH') return say(202, place(reference));
      const digest = searchParams.get('digest') ?? '';
      if (sha256(upload.bytes) !== digest) return refuse(400, 'DIGEST_INVALID');
      uploads.delete(reference);
      there.blobs.set(digest, upload.bytes);
      if (odd.silent > 0) {
        odd.silent -= 1;
        return void question.socket.destroy();
      }
      return say(201, {
        location: `/v2/${name}/blobs/${digest}`,
        'docker-content-digest': odd.digest ?? digest,
      });
    }

    if (kind === 'blobs') {
      const blob = there.blobs.get(reference);
      if (method === 'HEAD' && odd.claims.has(reference)) return say(200);
      if (blob === undefined) return refuse(404, 'BLOB_UNKNOWN');
      return say(200, { 'content-length': blob.length }, method === 'HEAD' ? '' : blob);
    }

    if (kind === 'manifests') {
      const digest = reference.startsWith('sha256:') ? reference : there.tags.get(reference);
      const manifest = digest === undefined ? undefined : there.manifests.get(digest);
      if (method !== 'PUT') {
        if (method === 'HEAD' && odd.claims.has(reference)) return say(200);
        if (manifest === undefined) return refuse(404, 'MANIFEST_UNKNOWN');
        const { bytes, type } = manifest;
        const headers = {
          'content-type': type,
          'content-length': bytes.length,
          'docker-content-digest': digest ?? '',
          ...(odd.etags ? { etag: `"${digest}"` } : {}),
        };
        return say(200, headers, method === 'HEAD' ? '' : bytes);
      }
      const condition = question.headers['if-match'];
      const { bytes } = await bodyOf(question, Infinity);
      if (odd.etags && condition !== undefined && condition !== `"${digest}"`) return say(412);
      if (odd.immutable && there.tags.has(reference)) return refuse(400, 'TAG_INVALID');
      const own = sha256(bytes);
      if (reference.startsWith('sha256:') && reference !== own) return refuse(400, 'DIGEST_INVALID');
      const document = JSON.parse(bytes.toString()) as Document;
      const type = question.headers['content-type'] ?? '';
      if (document.mediaType !== undefined && document.mediaType !== type)
        return refuse(400, 'MANIFEST_INVALID');
      const lacks =
        [document.config, ...(document.layers ?? [])].find(
          (one) => one !== undefined && !there.blobs.has(one.digest),
        ) ?? document.manifests?.find((one) => !there.manifests.has(one.digest));
      if (odd.strict && lacks !== undefined)
        return refuse(400, 'MANIFEST_BLOB_UNKNOWN', { digest: lacks.digest });
      if (!odd.claims.has(own) || there.blobs.has(own)) there.manifests.set(own, { bytes, type });
      if (!reference.startsWith('sha256:')) {
        if (odd.slow > 0) setTimeout(() => there.tags.set(reference, own), odd.slow);
        else there.tags.set(reference, own);
      }
      return say(201, {
        location: `/v2/${name}/manifests/${own}`,
        'docker-content-digest': odd.digest ?? own,
        ...(document.subject !== undefined && odd.saysSubject
          ? { 'oci-subject': document.subject.digest }
          : {}),
      });
    }

    if (kind === 'referrers' && odd.referrers) {
      const manifests = [...there.manifests.values()].flatMap(({ bytes }) =>
        (JSON.parse(new TextDecoder().decode(bytes)) as Document).subject?.digest === reference
          ? [referrerDescriptor(bytes)]
          : [],
      );
      const index = { schemaVersion: 2, mediaType: OCI_INDEX, manifests };
      return say(200, { 'content-type': OCI_INDEX }, JSON.stringify(index));
    }

    if (kind === 'tags') {
      if (!repositories.has(name) || there.manifests.size === 0) return refuse(404, 'NAME_UNKNOWN');
      return say(
        200,
        { 'content-type': 'application/json' },
        JSON.stringify({ name, tags: [...there.tags.keys()] }),
      );
    }
    say(404, {}, '404 page not found');
  };

  const server = createServer((question, response) => {
    question.on('error', () => {});
    answer(question, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin: `http://${host}`,
    host,
    odd,
    repository,
    asked,
    empty: () => {
      repositories.clear();
      asked.length = 0;
    },
    open: () => uploads.size,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
};

const GOOD: Omit<Oddities, 'cut' | 'claims'> = {
  referrers: false,
  saysSubject: false,
  noWhole: undefined,
  most: Infinity,
  keeps: true,
  forgets: false,
  least: 0,
  mounts: true,
  busy: 0,
  digest: undefined,
  etags: false,
  locate: (path) => path,
  strict: true,
  slow: 0,
  silent: 0,
  immutable: false,
  lie: () => false,
};

interface Pointer {
  readonly digest: Digest;
}
interface Document {
  readonly mediaType?: string;
  readonly subject?: Pointer;
  readonly config?: Pointer;
  readonly layers?: readonly Pointer[];
  readonly manifests?: readonly Pointer[];
}

/** What came, up to so many bytes. */
const bodyOf = async (
  question: IncomingMessage,
  after: number,
): Promise<{ readonly bytes: Buffer; readonly cut: boolean }> => {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of question as AsyncIterable<Buffer>) {
      parts.push(part);
      size += part.length;
      if (size > after) return { bytes: Buffer.concat(parts).subarray(0, after), cut: true };
    }
  } catch {
    // Whoever sent it has gone.
    return { bytes: Buffer.concat(parts), cut: true };
  }
  return { bytes: Buffer.concat(parts), cut: false };
};
