// Blobs, read and written: whole, in pieces, or taken over from another repository (distribution-spec 1.1, "Pulling
// blobs", "Pushing blobs").
import { existsSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';

import { type Digest, isDigest } from '../../domain/digest.ts';
import { pathOf } from '../layout-reader/index.ts';
import type { LayoutRegistries } from '../layout-registry/index.ts';
import { bodyOf } from './body.ts';
import { Refusal } from './refusal.ts';
import { sendFile } from './send-file.ts';
import { rangeHeader, type Uploads } from './uploads.ts';

/** GET and HEAD of a blob; `elsewhere`: where it is sent from instead. */
export const getBlob = async (
  { repository, digest }: { readonly repository: string; readonly digest: Digest },
  response: ServerResponse,
  registries: LayoutRegistries,
  elsewhere: string | undefined,
): Promise<void> => {
  const unknown = new Refusal(404, 'BLOB_UNKNOWN', `${repository} holds no ${digest}`);
  const path = pathOf(registries.locate(repository), digest);
  if (path === undefined || !existsSync(path)) throw unknown;
  const headers = { 'docker-content-digest': digest, etag: `"${digest}"` };
  if (response.req.method === 'HEAD') {
    // Other bytes under this digest are claimed by nobody; whoever reads them sees for themselves.
    const size = await registries.served.sizeOf(repository, digest);
    if (size === undefined) throw unknown;
    response.writeHead(200, {
      'content-type': 'application/octet-stream',
      'content-length': size,
      'accept-ranges': 'bytes',
      ...headers,
    });
    return void response.end();
  }
  if (elsewhere === undefined) return sendFile(response, path, headers);
  response.writeHead(307, { location: elsewhere, 'content-length': 0, ...headers });
  response.end();
};

/** POST: an upload begins, or is done in one step, or is not needed. `mayRead`: whether the sender may read a repository. */
export const beginUpload = async (
  repository: string,
  request: IncomingMessage,
  response: ServerResponse,
  query: URLSearchParams,
  { registries, uploads, mayRead }: Upload & { readonly mayRead: (repository: string) => boolean },
): Promise<void> => {
  const digest = query.get('digest');
  const [mount, from] = [query.get('mount'), query.get('from')];
  if (digest !== null) {
    const wanted = digestOf(digest);
    const id = uploads.begin(repository);
    await uploads.append(repository, id, bodyOf(request));
    await uploads.finish(repository, id, wanted);
    return created(response, repository, wanted);
  }
  if (mount !== null && isDigest(mount) && from !== null && mayRead(from)) {
    const size = await registries.served.sizeOf(from, mount);
    const content = { mediaType: 'application/octet-stream', digest: mount, size: size ?? 0 };
    if (size !== undefined && (await registries.served.adopt(repository, from, content)))
      return created(response, repository, mount);
  }
  goesOn(response, 202, repository, uploads.begin(repository), 0);
};

interface Upload {
  readonly registries: LayoutRegistries;
  readonly uploads: Uploads;
}

/** GET, PATCH, PUT and DELETE of an upload that has begun. */
export const continueUpload = async (
  { repository, id }: { readonly repository: string; readonly id: string },
  request: IncomingMessage,
  response: ServerResponse,
  query: URLSearchParams,
  uploads: Uploads,
): Promise<void> => {
  const place = { location: placeOf(repository, id) };
  switch (request.method) {
    case 'GET':
      return goesOn(response, 204, repository, id, uploads.size(repository, id));
    case 'DELETE':
      uploads.cancel(repository, id);
      response.writeHead(204);
      return void response.end();
    case 'PATCH':
      return goesOn(response, 202, repository, id, await append(uploads, repository, id, request, place));
    case 'PUT': {
      const wanted = digestOf(query.get('digest') ?? '');
      await append(uploads, repository, id, request, place);
      await uploads.finish(repository, id, wanted);
      return created(response, repository, wanted);
    }
    default:
      throw new Refusal(405, 'UNSUPPORTED', 'an upload is asked for, added to, ended or given up');
  }
};

const append = async (
  uploads: Uploads,
  repository: string,
  id: string,
  request: IncomingMessage,
  place: Readonly<Record<string, string>>,
): Promise<number> => {
  const range = request.headers['content-range'];
  const [, start, end] = /^(?:bytes )?(\d{1,15})-(\d{1,15})(?:\/\S*)?$/.exec(range ?? '') ?? [];
  if (range !== undefined && start === undefined)
    throw new Refusal(400, 'BLOB_UPLOAD_INVALID', 'this Content-Range cannot be read');
  const length = request.headers['content-length'];
  if (start !== undefined && length !== undefined && Number(length) !== Number(end) - Number(start) + 1)
    throw new Refusal(400, 'SIZE_INVALID', 'Content-Range and Content-Length contradict each other');
  const at = start === undefined ? undefined : Number(start);
  return uploads.append(repository, id, bodyOf(request), at).catch((error: unknown) => {
    // Whoever sent the wrong piece is told where to go on.
    throw error instanceof Refusal && error.status === 416
      ? new Refusal(416, error.code, error.message, { ...error.headers, ...place })
      : error;
  });
};

const digestOf = (text: string): Digest => {
  if (isDigest(text)) return text;
  throw new Refusal(400, 'DIGEST_INVALID', 'only SHA-256 digests are known here');
};

const placeOf = (repository: string, id: string): string => `/v2/${repository}/blobs/uploads/${id}`;

const goesOn = (
  response: ServerResponse,
  status: 202 | 204,
  repository: string,
  id: string,
  size: number,
): void => {
  response.writeHead(status, {
    location: placeOf(repository, id),
    'docker-upload-uuid': id,
    ...(status === 204 ? {} : { 'content-length': 0 }),
    ...rangeHeader(size),
  });
  response.end();
};

const created = (response: ServerResponse, repository: string, digest: Digest): void => {
  response.writeHead(201, {
    location: `/v2/${repository}/blobs/${digest}`,
    'content-length': 0,
    'docker-content-digest': digest,
  });
  response.end();
};
