// Registries in memory, for tests of stages and of the verifier: whole, observable, and easy to lie with.
import type { Descriptor } from '../../src/domain/descriptor.ts';
import type { Digest } from '../../src/domain/digest.ts';
import { Failure } from '../../src/domain/failure.ts';
import { byBytes } from '../../src/domain/byte-order.ts';
import { parseOciDocument } from '../../src/formats/oci/document.ts';
import { keptTag } from '../../src/formats/oci/place.ts';
import { sha256 } from '../../src/formats/sha256.ts';
import type { ReferrersIndex } from '../../src/ports/referrers-index.ts';
import type { RegistryWriter, WriteOptions } from '../../src/ports/registry-writer.ts';
import type { Registry } from '../../src/ports/registry.ts';
import type { VersionNames } from '../../src/ports/version-names.ts';

export interface MemoryRepository {
  readonly content: Map<Digest, Uint8Array>;
  readonly tags: Map<string, Descriptor>;
  readonly referrers: Map<Digest, Map<Digest, Descriptor>>;
}

export interface MemoryRegistry {
  readonly registry: Registry;
  readonly registryWriter: RegistryWriter;
  readonly referrersIndex: ReferrersIndex;
  readonly versionNames: VersionNames;
  /** What lies in a repository, made when it is first asked for: change it to make the registry lie. */
  readonly repository: (name: string) => MemoryRepository;
}

const hostOf = (repository: string): string => repository.slice(0, repository.indexOf('/'));

/**
 * Registries that hold nothing yet. Those that `list` list by themselves what speaks about a manifest, as the referrers
 * API does; the others are told, as by the fallback tag. What lies in two repositories of one host is
 * taken over from one to the other.
 */
export const createMemoryRegistry = ({
  lists = () => false,
}: { readonly lists?: (repository: string) => boolean } = {}): MemoryRegistry => {
  const all = new Map<string, MemoryRepository>();
  const repository = (name: string): MemoryRepository => {
    const found = all.get(name) ?? { content: new Map(), tags: new Map(), referrers: new Map() };
    all.set(name, found);
    return found;
  };
  const bytesOf = (
    name: string,
    digest: Digest,
    missing: 'MANIFEST_MISSING' | 'CONTENT_MISSING',
  ): Uint8Array => {
    const bytes = repository(name).content.get(digest);
    if (bytes === undefined) throw new Failure(missing, `${name} holds no ${digest}`, { remedy: 'push it' });
    if (sha256(bytes) !== digest)
      throw new Failure('CONTENT_DAMAGED', `${name} holds other bytes under ${digest}`, {
        remedy: 'push it',
      });
    return bytes;
  };
  const isThere = (name: string, { digest }: Descriptor): boolean => {
    const there = repository(name).content.get(digest);
    return there !== undefined && sha256(there) === digest;
  };
  const put = (
    name: string,
    content: Descriptor,
    bytes: Uint8Array,
    { unasked = false }: WriteOptions = {},
  ): 'uploaded' | 'accepted' => {
    const { digest } = content;
    if (!unasked && isThere(name, content)) return 'accepted';
    if (sha256(bytes) !== digest)
      throw new Failure('CONTENT_DAMAGED', `these bytes are not ${digest}`, { remedy: 'send them again' });
    repository(name).content.set(digest, bytes);
    return 'uploaded';
  };
  const list = (name: string, subject: Digest, referrer: Descriptor): void => {
    const { referrers } = repository(name);
    referrers.set(subject, (referrers.get(subject) ?? new Map()).set(referrer.digest, referrer));
  };
  return {
    repository,
    registry: {
      resolve: async (name, tag) => repository(name).tags.get(tag),
      tags: async (name) => [...repository(name).tags.keys()].sort(byBytes),
      manifest: async (name, digest) => bytesOf(name, digest, 'MANIFEST_MISSING'),
      blob: async function* (name, { digest, size }) {
        const bytes = bytesOf(name, digest, 'CONTENT_MISSING');
        if (bytes.length !== size)
          throw new Failure('CONTENT_DAMAGED', `${digest} in ${name} has another size`, {
            remedy: 'push it',
          });
        yield bytes;
      },
      referrers: async (name, digest) =>
        [...(repository(name).referrers.get(digest)?.values() ?? [])].sort((a, b) =>
          byBytes(a.digest, b.digest),
        ),
    },
    registryWriter: {
      claims: async (name, manifests) => manifests.map(({ digest }) => repository(name).content.has(digest)),
      blob: async (name, content, bytes, options = {}) => {
        const { from } = options;
        const held = from === undefined ? undefined : repository(from).content.get(content.digest);
        if (
          from !== undefined &&
          held !== undefined &&
          hostOf(from) === hostOf(name) &&
          isThere(from, content)
        )
          return put(name, content, held, options);
        const chunks: Uint8Array[] = [];
        for await (const chunk of bytes()) chunks.push(chunk);
        return put(name, content, new Uint8Array(Buffer.concat(chunks)), options);
      },
      manifest: async (name, content, bytes, options) => {
        const written = put(name, content, bytes, options);
        const { subject } = parseOciDocument(bytes, { foreign: true });
        if (subject !== undefined && lists(name)) list(name, subject.digest, content);
        return written;
      },
    },
    referrersIndex: {
      add: async (name, subject, referrer) => {
        if (!lists(name)) list(name, subject, referrer);
      },
      keep: async (name, content) => {
        bytesOf(name, content.digest, 'MANIFEST_MISSING');
        const { tags } = repository(name);
        const there = tags.get(keptTag(content.digest)) ?? content;
        if (there.digest !== content.digest)
          throw new Failure('TARGET_TAKEN', `${name} has the tag of ${content.digest} on another`, {
            remedy: 'remove the tag',
          });
        tags.set(keptTag(content.digest), content);
      },
    },
    versionNames: {
      give: async (name, tag, content) => {
        const there = repository(name).tags.get(tag);
        if (there?.digest === content.digest) return 'accepted';
        if (there !== undefined)
          throw new Failure('TARGET_TAKEN', `${name}:${tag} is ${there.digest}`, {
            remedy: 'choose a new version',
          });
        repository(name).tags.set(tag, content);
        return 'given';
      },
      move: async (name, tag, content) => {
        repository(name).tags.set(tag, content);
      },
    },
  };
};
