// Another origin that sends blobs, as the storage behind GHCR does: a signed address is all that it asks for, and who
// brings a registry's token along is refused.
import { createHmac, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

import { type Digest, isDigest } from '../../domain/digest.ts';
import { Refusal } from './refusal.ts';
import { sendFile } from './send-file.ts';

export interface BlobHost {
  /** Path and query under which this blob may be had. */
  readonly addressOf: (repository: string, digest: Digest) => string;
  readonly answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
}

/** `pathOf`: where a blob lies on disk. */
export const createBlobHost = (pathOf: (repository: string, digest: Digest) => string): BlobHost => {
  const key = randomBytes(32);
  const sealOf = (repository: string, digest: Digest): string =>
    createHmac('sha256', key).update(`${repository}@${digest}`).digest('base64url');
  return {
    addressOf: (repository, digest) =>
      `/blobs/${digest}?${new URLSearchParams({ repository, seal: sealOf(repository, digest) }).toString()}`,
    answer: async (request, response) => {
      if (request.headers.authorization !== undefined)
        throw new Refusal(
          400,
          'UNSUPPORTED',
          'this address is signed already, and takes no other authorization',
        );
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://127.0.0.1');
      const digest = pathname.slice('/blobs/'.length);
      const repository = searchParams.get('repository') ?? '';
      if (!isDigest(digest) || searchParams.get('seal') !== sealOf(repository, digest))
        throw new Refusal(403, 'DENIED', 'this address is not signed by the registry');
      if (request.method !== 'GET' && request.method !== 'HEAD')
        throw new Refusal(405, 'UNSUPPORTED', 'blobs are only read here');
      await sendFile(response, pathOf(repository, digest), {});
    },
  };
};
