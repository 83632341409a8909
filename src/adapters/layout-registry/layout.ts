// One layout as a repository that is written: by digest, with referrers, and last by name.
import type { Descriptor } from '../../domain/descriptor.ts';
import type { Digest } from '../../domain/digest.ts';
import { Failure } from '../../domain/failure.ts';
import { FormatError } from '../../formats/format-error.ts';
import { type OciIndex, type OciManifest, parseOciDocument } from '../../formats/oci/document.ts';
import { isTag } from '../../formats/oci/place.ts';
import { referrerDescriptor } from '../../formats/oci/referrer.ts';
import { sha256 } from '../../formats/sha256.ts';
import type { Written } from '../../ports/registry-writer.ts';
import type { Registry } from '../../ports/registry.ts';
import { nameOf, readIndex, REF_NAME } from '../layout-reader/index.ts';
import { type Content, damaged } from './content.ts';
import { changeListing } from './listing.ts';

export interface WrittenLayout {
  readonly manifest: (content: Descriptor, bytes: Uint8Array) => Promise<Written>;
  readonly refer: (subject: Digest, referrer: Descriptor) => Promise<void>;
  readonly give: (tag: string, content: Descriptor) => Promise<'given' | 'accepted'>;
  readonly move: (tag: string, content: Descriptor) => Promise<void>;
  /** Keeps the list of what speaks about a manifest under the name that is computed from its digest. */
  readonly list: (tag: string, content: Descriptor, bytes: Uint8Array) => Promise<void>;
}

/** The layout in `dir`, which plays the repository `place`; `registry` reads it back. */
export const createWrittenLayout = (
  dir: string,
  place: string,
  content: Content,
  registry: Registry,
): WrittenLayout => {
  const document = async (digest: Digest): Promise<OciManifest | OciIndex> =>
    parsed(await registry.manifest(place, digest), digest, place);

  /** What is in the way of listing this manifest: an index that is listed and holds it. */
  const isHeld = async (digest: Digest, listed: readonly Descriptor[]): Promise<boolean> => {
    for (const other of listed) {
      if (other.digest === digest) return true;
      const there = await document(other.digest).catch(() => undefined);
      // What is listed and damaged holds nothing, and is no reason to refuse what heals it.
      if (there?.kind === 'index' && there.manifests.some((one) => one.digest === digest)) return true;
    }
    return false;
  };

  const pointTo = async (tag: string, { digest }: Descriptor, mayMove: boolean): Promise<boolean> => {
    if (!isTag(tag)) throw noTag(place, tag);
    const bytes = await registry.manifest(place, digest);
    const made = parsed(bytes, digest, place);
    const { mediaType, subject } = made;
    const target =
      subject === undefined
        ? rootEntry({ mediaType, digest, size: bytes.length }, made)
        : referrerDescriptor(bytes);
    let given = false;
    await changeListing(dir, (listed) => {
      const there = listed.find((entry) => nameOf(entry) === tag);
      if (there?.digest === digest) return listed;
      if (there !== undefined && !mayMove) throw taken(place, tag, there.digest);
      given = true;
      const others = listed.filter(
        (entry) => entry !== there && !(entry.digest === digest && isPlain(entry)),
      );
      const left = there !== undefined && others.every((entry) => entry.digest !== there.digest);
      return [
        ...others,
        ...(left ? [unnamed(there)] : []),
        { ...target, annotations: { ...target.annotations, [REF_NAME]: tag } },
      ];
    });
    const now = await registry.resolve(place, tag);
    if (now?.digest !== digest) throw taken(place, tag, now?.digest ?? 'nothing');
    return given;
  };

  return {
    manifest: async (root, bytes) => {
      if (sha256(bytes) !== root.digest || bytes.length !== root.size) throw damaged(root, place);
      const made = parsed(bytes, root.digest, place);
      for (const one of pointedAt(made)) if (!(await content.has(one))) throw lacks(place, root, one);
      const written = await content.put(root, async function* () {
        yield bytes;
      });
      if (made.subject !== undefined) return written;
      await changeListing(dir, async (listed) => {
        const inside = made.kind === 'index' ? made.manifests.map(({ digest }) => digest) : [];
        const kept = listed.filter((entry) => !(isPlain(entry) && inside.includes(entry.digest)));
        return (await isHeld(root.digest, kept))
          ? kept
          : [...kept, rootEntry({ ...root, mediaType: made.mediaType }, made)];
      });
      return written;
    },
    refer: async (subject, { digest }) => {
      const bytes = await registry.manifest(place, digest);
      if (parsed(bytes, digest, place).subject?.digest !== subject) throw lost(place, subject, digest);
      const entry = referrerDescriptor(bytes);
      await changeListing(dir, (listed) =>
        listed.some((one) => one.digest === digest) ? listed : [...listed, entry],
      );
      const there = await registry.referrers(place, subject);
      if (!there.some((one) => one.digest === digest)) throw lost(place, subject, digest);
    },
    give: async (tag, root) => ((await pointTo(tag, root, false)) ? 'given' : 'accepted'),
    move: async (tag, root) => void (await pointTo(tag, root, true)),
    list: async (tag, root, bytes) => {
      for (const one of pointedAt(parsed(bytes, root.digest, place)))
        if (!(await content.has(one))) throw lacks(place, root, one);
      await content.put(root, async function* () {
        yield bytes;
      });
      let before: Descriptor | undefined;
      await changeListing(dir, (listed) => {
        before = listed.find((entry) => nameOf(entry) === tag);
        if (before?.digest === root.digest) return listed;
        const { mediaType, digest, size } = root;
        // No image for cosign, and nothing that would take its place among what the layout lists.
        const entry = { mediaType, digest, size, annotations: { [REF_NAME]: tag } };
        return [...listed.filter((one) => nameOf(one) !== tag), entry];
      });
      const left = readIndex(dir) ?? [];
      // Each referrer makes a new list: the one before is nobody's.
      if (before !== undefined && left.every(({ digest }) => digest !== before?.digest))
        await content.remove(before.digest);
    },
  };
};

const parsed = (bytes: Uint8Array, digest: Digest, place: string): OciManifest | OciIndex => {
  try {
    return parseOciDocument(bytes, { foreign: true });
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw cause;
    throw new Failure('MANIFEST_INVALID', `${digest} in ${place} is no manifest: ${cause.message}`, {
      remedy: 'make it anew: a registry refuses it too',
      cause,
    });
  }
};

const pointedAt = (document: OciManifest | OciIndex): readonly Descriptor[] =>
  document.kind === 'index' ? document.manifests : [document.config, ...document.layers];

/** By this cosign finds the image of a local layout (cosign, pkg/oci/layout). */
const rootEntry = ({ mediaType, digest, size }: Descriptor, { kind }: OciManifest | OciIndex) => ({
  mediaType,
  digest,
  size,
  annotations: { kind: `dev.cosignproject.cosign/${kind === 'index' ? 'imageIndex' : 'image'}` },
});
const unnamed = (entry: Descriptor): Descriptor => {
  const { [REF_NAME]: _, ...annotations } = entry.annotations ?? {};
  return { ...entry, annotations };
};
const isPlain = (entry: Descriptor): boolean => nameOf(entry) === undefined;

const lacks = (place: string, root: Descriptor, { digest }: Descriptor): Failure =>
  new Failure('CONTENT_MISSING', `${place} takes no ${root.digest} while it lacks ${digest}`, {
    remedy: 'push what a manifest points at before the manifest',
  });

const lost = (place: string, subject: Digest, referrer: Digest): Failure =>
  new Failure('REFERRER_LOST', `${referrer} in ${place} is not found from ${subject}`, {
    remedy: 'run the same command again; if it comes back, the manifest is about another one',
  });

const taken = (place: string, tag: string, now: string): Failure =>
  new Failure('TARGET_TAKEN', `${place}:${tag} names ${now}`, {
    remedy: 'a version names one thing for ever: release a new version',
  });

const noTag = (place: string, tag: string): Failure =>
  new Failure('TARGET_NOT_SUPPORTED', `${JSON.stringify(tag)} is no tag in ${place}`, {
    remedy: 'choose a tag of letters, digits, dots, dashes and underscores, at most 128 of them',
  });
