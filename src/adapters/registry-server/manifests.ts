// Manifests, served as they lie and taken only when they are whole: by their digest or under a tag (distribution-spec
// 1.1, "Pulling manifests" and "Pushing manifests").
import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Descriptor } from '../../domain/descriptor.ts';
import { type Digest, isDigest } from '../../domain/digest.ts';
import { MAX_MANIFEST } from '../../domain/oci.ts';
import { FormatError } from '../../formats/format-error.ts';
import { type OciIndex, type OciManifest, parseOciDocument } from '../../formats/oci/document.ts';
import { isReferrersTag, isTag } from '../../formats/oci/place.ts';
import { referrerDescriptor } from '../../formats/oci/referrer.ts';
import { sha256 } from '../../formats/sha256.ts';
import { pathOf, readIndex } from '../layout-reader/index.ts';
import type { LayoutRegistries } from '../layout-registry/index.ts';
import { bodyOf } from './body.ts';
import type { RegistryTraits } from './kinds.ts';
import { Refusal } from './refusal.ts';
import { readWhole } from './send-file.ts';

export interface ManifestRequest {
  readonly repository: string;
  /** A digest or a tag. */
  readonly reference: string;
  readonly traits: RegistryTraits;
}

/** GET and HEAD. What lies under a digest with other bytes is handed on as it is, and claimed by nobody. */
export const getManifest = async (
  { repository, reference }: ManifestRequest,
  response: ServerResponse,
  registries: LayoutRegistries,
): Promise<void> => {
  const digest = isDigest(reference)
    ? reference
    : (await registries.registry.resolve(repository, reference))?.digest;
  const layout = registries.locate(repository);
  const path = digest === undefined ? undefined : pathOf(layout, digest);
  const bytes = path === undefined ? undefined : readWhole(path, MAX_MANIFEST);
  const head = response.req.method === 'HEAD';
  const mediaType = bytes === undefined ? undefined : typeOf(bytes, digest, head ? layout : undefined);
  if (bytes === undefined || digest === undefined || mediaType === undefined)
    throw new Refusal(404, 'MANIFEST_UNKNOWN', `there is no ${reference}`);
  response.writeHead(200, {
    'content-type': mediaType,
    'content-length': bytes.length,
    'docker-content-digest': digest,
    etag: `"${digest}"`,
  });
  response.end(head ? undefined : bytes);
};

/** `claimed` is the layout of which it is asked whether the manifest is there. */
const typeOf = (
  bytes: Uint8Array,
  digest: Digest | undefined,
  claimed: string | undefined,
): string | undefined => {
  const whole = sha256(bytes) === digest;
  if (!whole) return claimed === undefined ? 'application/octet-stream' : undefined;
  try {
    const { mediaType, subject } = parseOciDocument(bytes, { foreign: true });
    // A server that was killed has the file and has not listed it: sent again, it is.
    const isUnlisted =
      claimed !== undefined &&
      subject !== undefined &&
      readIndex(claimed)?.some((entry) => entry.digest === digest) !== true;
    return isUnlisted ? undefined : mediaType;
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
};

/** PUT. Refuses as registries do, and then nothing has changed. */
export const putManifest = async (
  { repository, reference, traits }: ManifestRequest,
  request: IncomingMessage,
  response: ServerResponse,
  registries: LayoutRegistries,
): Promise<void> => {
  if (!isDigest(reference) && (reference.includes(':') || !isTag(reference)))
    throw new Refusal(
      400,
      reference.includes(':') ? 'DIGEST_INVALID' : 'TAG_INVALID',
      'this names no manifest',
    );
  const bytes = await wholeOf(request);
  const digest = sha256(bytes);
  if (isDigest(reference) && reference !== digest)
    throw new Refusal(400, 'DIGEST_INVALID', `what was sent is ${digest}, and not ${reference}`);
  const document = parsed(bytes, request.headers['content-type']);
  await demandPointedAt(document, repository, registries);
  const content = { mediaType: document.mediaType, digest, size: bytes.length };
  const { registryWriter, referrersIndex, versionNames, served } = registries;
  if (!isDigest(reference) && isReferrersTag(reference) && document.kind === 'index')
    await served.list(repository, reference, content, bytes);
  else {
    await registryWriter.manifest(repository, content, bytes);
    // Whoever reads the layout finds it, whatever the registry that is played can do.
    if (document.subject !== undefined)
      await referrersIndex.add(repository, document.subject.digest, referrerDescriptor(bytes));
    if (!isDigest(reference)) await versionNames.move(repository, reference, content);
  }
  response.writeHead(201, {
    location: `/v2/${repository}/manifests/${digest}`,
    'content-length': 0,
    'docker-content-digest': digest,
    ...(traits.referrers && document.subject !== undefined ? { 'oci-subject': document.subject.digest } : {}),
  });
  response.end();
};

const wholeOf = async (request: IncomingMessage): Promise<Uint8Array> => {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of bodyOf(request)) {
    size += part.length;
    if (size > MAX_MANIFEST)
      throw new Refusal(413, 'SIZE_INVALID', `a manifest has at most ${MAX_MANIFEST} bytes`);
    parts.push(part);
  }
  return new Uint8Array(Buffer.concat(parts));
};

const parsed = (bytes: Uint8Array, contentType = ''): OciManifest | OciIndex => {
  let document: OciManifest | OciIndex;
  try {
    document = parseOciDocument(bytes, { foreign: true });
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw cause;
    throw new Refusal(400, 'MANIFEST_INVALID', `this is no manifest: ${cause.message}`);
  }
  const [said = ''] = contentType.split(';');
  if (said.trim() !== document.mediaType)
    throw new Refusal(
      400,
      'MANIFEST_INVALID',
      `it says to be ${document.mediaType}, and was sent as another type`,
    );
  return document;
};

/** The subject need not be there (distribution-spec 1.1, "Pushing Manifests with Subject"). */
const demandPointedAt = async (
  document: OciManifest | OciIndex,
  repository: string,
  { served }: LayoutRegistries,
): Promise<void> => {
  const all: readonly Descriptor[] =
    document.kind === 'index' ? document.manifests : [document.config, ...document.layers];
  for (const { digest, size } of all) {
    const there = await served.sizeOf(repository, digest);
    if (there === undefined) throw new Refusal(400, 'MANIFEST_BLOB_UNKNOWN', `${digest} is not here`);
    if (there !== size)
      throw new Refusal(400, 'SIZE_INVALID', `${digest} has ${there} bytes here, and not ${size}`);
  }
};
