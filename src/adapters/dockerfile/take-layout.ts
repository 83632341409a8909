// The layout that a builder left: read strictly, every blob hashed, all of it taken into the store. Nothing is judged.
import type { Descriptor } from '../../domain/descriptor.ts';
import { Failure } from '../../domain/failure.ts';
import { FormatError } from '../../formats/format-error.ts';
import { type OciIndex, type OciManifest, parseOciDocument } from '../../formats/oci/document.ts';
import type { Store } from '../../ports/store.ts';
import { readBlob, readManifest } from '../layout-reader/blobs.ts';
import { readIndex } from '../layout-reader/layout.ts';

/** An index of platforms within an index of attestations: deeper goes no builder. */
const DEEPEST = 3;
/** Manifests of one layout; one platform was asked for. */
const MOST = 64;

/**
 * What `index.json` lists, once each, with everything that it points at in the store. Fails with `OUTPUT_INVALID`.
 */
export const takeLayout = async (
  dir: string,
  image: string,
  store: Store,
): Promise<readonly Descriptor[]> => {
  try {
    const entries = readIndex(dir);
    if (entries === undefined || entries.length === 0) throw invalid(image, 'the builder left none');
    const taken = new Map<string, Descriptor>();
    let left = MOST;
    const take = async (entry: Descriptor, depth: number): Promise<Descriptor> => {
      const known = taken.get(entry.digest);
      if (known !== undefined) return known;
      if ((left -= 1) < 0 || depth > DEEPEST)
        throw invalid(image, 'it lists more than one platform can need');
      const bytes = readManifest(dir, entry.digest, 'the builder’s layout');
      if (bytes === undefined) throw invalid(image, `it lists ${entry.digest} and does not hold it`);
      const document = parseOciDocument(bytes, { foreign: true });
      for (const below of document.kind === 'index' ? document.manifests : []) await take(below, depth + 1);
      for (const blob of blobsOf(document)) await takeBlob(dir, blob, store);
      await store.write(bytes, document.mediaType);
      const { platform } = entry;
      const content = { mediaType: document.mediaType, digest: entry.digest, size: bytes.length };
      const descriptor = platform === undefined ? content : { ...content, platform };
      taken.set(entry.digest, descriptor);
      return descriptor;
    };
    const listed: Descriptor[] = [];
    for (const entry of new Map(entries.map((one) => [one.digest, one])).values())
      listed.push(await take(entry, 1));
    return listed;
  } catch (error) {
    if (error instanceof FormatError) throw invalid(image, error.message, error);
    if (error instanceof Failure && LAYOUT_FAULTS.has(error.code)) throw invalid(image, error.message, error);
    throw error;
  }
};

const LAYOUT_FAULTS: ReadonlySet<string> = new Set([
  'CONTENT_MISSING',
  'CONTENT_DAMAGED',
  'MANIFEST_INVALID',
  'MANIFEST_TOO_LARGE',
  'FILE_UNREADABLE',
]);

const blobsOf = (document: OciManifest | OciIndex): readonly Descriptor[] =>
  document.kind === 'index' ? [] : [document.config, ...document.layers];

const takeBlob = async (dir: string, blob: Descriptor, store: Store): Promise<void> => {
  if (await store.has(blob.digest)) return;
  await store.write(readBlob(dir, blob, 'the builder’s layout'), blob.mediaType);
};

const invalid = (image: string, why: string, cause?: unknown): Failure =>
  new Failure('OUTPUT_INVALID', `the layout of image ${image} cannot be read: ${why}`, {
    remedy: 'Build it again; if it comes back, try another version of the builder, or another builder.',
    cause,
  });
