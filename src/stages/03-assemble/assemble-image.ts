// The index of one image: exactly the platforms of the configuration, in its order, none missing and none besides.
import { Failure } from '../../domain/failure.ts';
import type { FailureCode } from '../../domain/failure-codes.ts';
import { OCI_INDEX } from '../../domain/oci.ts';
import type { AssembledImage } from '../../domain/outcome/assemble.ts';
import type { BuiltImage } from '../../domain/outcome/build.ts';
import { formatPlatform, type Platform } from '../../domain/platform.ts';
import type { PlatformManifest } from '../../domain/image.ts';
import type { ImageTarget } from '../../domain/targets.ts';
import { formatOciDocument, parseOciDocument } from '../../formats/oci/document.ts';
import { sha256 } from '../../formats/sha256.ts';
import type { Store } from '../../ports/store.ts';
import { type NameFacts, renderTags } from '../asset-name.ts';

/**
 * Writes the index, reads it back and answers what it is. Fails with `PLATFORM_MISSING`, `PLATFORM_UNEXPECTED`,
 * `PLATFORM_TWICE` for other platforms than promised, `TAG_NOT_FOR_IMAGES` for a tag that no registry takes.
 */
export const assembleImage = async (
  { id, repository, tags, moving, platforms: promised }: ImageTarget,
  built: readonly BuiltImage[],
  facts: NameFacts,
  store: Store,
): Promise<AssembledImage> => {
  const manifests = built.filter(({ image }) => image === id).map(({ manifest }) => manifest);
  const platforms = inOrder(id, promised, manifests);
  const bytes = formatOciDocument({ kind: 'index', mediaType: OCI_INDEX, manifests: platforms });
  const index = await store.write(bytes, OCI_INDEX);
  await readBack(id, index, platforms, store);
  return {
    image: id,
    repository,
    tags: renderTags(tags, facts),
    moving: renderTags(moving, facts),
    index,
    platforms,
  };
};

const inOrder = (
  id: string,
  promised: readonly Platform[],
  manifests: readonly PlatformManifest[],
): readonly PlatformManifest[] => {
  const names = promised.map(formatPlatform);
  const there = new Map<string, PlatformManifest>();
  for (const { mediaType, digest, size, platform } of manifests) {
    const name = formatPlatform(platform);
    if (!names.includes(name)) throw refused('PLATFORM_UNEXPECTED', id, name);
    if (there.has(name)) throw refused('PLATFORM_TWICE', id, name);
    // Nothing but what names the manifest: an annotation of one machine must not change the index.
    there.set(name, { mediaType, digest, size, platform });
  }
  return names.map((name, at) => {
    if (names.indexOf(name) !== at) throw refused('PLATFORM_TWICE', id, name);
    const manifest = there.get(name);
    if (manifest === undefined) throw refused('PLATFORM_MISSING', id, name);
    return manifest;
  });
};

/** What lies in the store is the index, and says what was meant. */
const readBack = async (
  id: string,
  index: AssembledImage['index'],
  platforms: readonly PlatformManifest[],
  store: Store,
): Promise<void> => {
  const bytes = await store.bytes(index);
  const document = parseOciDocument(bytes);
  const same =
    sha256(bytes) === index.digest &&
    document.kind === 'index' &&
    document.manifests.every(({ digest, platform }, at) => {
      const meant = platforms[at];
      return (
        digest === meant?.digest &&
        platform !== undefined &&
        formatPlatform(platform) === formatPlatform(meant.platform)
      );
    }) &&
    document.manifests.length === platforms.length;
  if (!same)
    throw new Failure('BLOB_DAMAGED', `the index of the image ${id} is not what was written`, {
      remedy: 'run the same command again; if it happens again, the disk does not keep what it is given',
    });
};

type Code = Extract<FailureCode, 'PLATFORM_MISSING' | 'PLATFORM_UNEXPECTED' | 'PLATFORM_TWICE'>;

const SAID: Readonly<Record<Code, readonly [why: string, remedy: string]>> = {
  PLATFORM_MISSING: [
    'was promised and not built',
    'build it, on this machine or on another, and hand its outcome over',
  ],
  PLATFORM_UNEXPECTED: [
    'was built and not promised',
    'name it under the platforms of the image, or hand over no outcome of it',
  ],
  PLATFORM_TWICE: ['is there twice', 'hand over one outcome for each platform, and name each once'],
};

const refused = (code: Code, id: string, platform: string): Failure =>
  new Failure(code, `the image ${id}: ${platform} ${SAID[code][0]}`, {
    remedy: SAID[code][1],
    at: `build.images.${id}.platforms`,
  });
