// A manifest that is put and is there then. A registry that remembers a manifest whose file is gone takes it and writes
// nothing (distribution with its usual cache, after a garbage collection); where manifests are kept as blobs, the blob
// brings the file back.
import type { Descriptor } from '../../domain/descriptor.ts';
import type { Digest } from '../../domain/digest.ts';
import { Failure } from '../../domain/failure.ts';
import type { Registry } from '../../ports/registry.ts';
import { checkedSource } from './checked-source.ts';
import type { Place } from './place.ts';
import { type Put, putManifest } from './put-manifest.ts';
import { uploadBlob } from './upload.ts';

/** As `putManifest`, and again with its blob where it is not served then. Fails as uploading and reading do. */
export const putServed = async (
  place: Place,
  reference: string,
  content: Descriptor,
  bytes: Uint8Array,
  registry: Pick<Registry, 'manifest'>,
  conditions: Readonly<Record<string, string>> = {},
): Promise<Put> => {
  const { repository } = place;
  const put = await putManifest(place, reference, content, bytes, conditions);
  if (put.kind !== 'put' || (await isServed(registry, repository, content.digest))) return put;
  const source = checkedSource(content, whole(bytes), repository);
  await uploadBlob(place, content, source, { believes: false });
  return putManifest(place, reference, content, bytes, conditions);
};

const isServed = async (
  registry: Pick<Registry, 'manifest'>,
  repository: string,
  digest: Digest,
): Promise<boolean> => {
  try {
    await registry.manifest(repository, digest);
    return true;
  } catch (error) {
    if (error instanceof Failure && HEALED.has(error.code)) return false;
    throw error;
  }
};

const HEALED: ReadonlySet<string> = new Set(['MANIFEST_MISSING', 'CONTENT_DAMAGED']);

const whole = (bytes: Uint8Array) =>
  async function* (): AsyncIterable<Uint8Array> {
    yield bytes;
  };
