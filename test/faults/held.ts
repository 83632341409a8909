// What a registry holds, looked at from behind: manifests and tags as they lie in memory or on the disk of distribution, to
// find what is attached to something and not in the list of what is.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { HttpRegistry } from '../support/http-registry.ts';

export interface Held {
  readonly manifests: ReadonlyMap<string, Uint8Array>;
  /** Tag → digest. */
  readonly tags: ReadonlyMap<string, string>;
}

export const heldInMemory = (registry: HttpRegistry, name: string): Held => {
  const { manifests, tags } = registry.repository(name);
  return { manifests: new Map([...manifests].map(([digest, { bytes }]) => [digest, bytes])), tags };
};

/** `data` is the root directory of its storage. */
export const heldByDistribution = (data: string, name: string): Held => {
  const root = join(data, 'docker/registry/v2');
  const own = join(root, 'repositories', name, '_manifests');
  const namesIn = (dir: string): readonly string[] => (existsSync(dir) ? readdirSync(dir) : []);
  return {
    manifests: new Map(
      namesIn(join(own, 'revisions/sha256')).map((hex) => [
        `sha256:${hex}`,
        readFileSync(join(root, 'blobs/sha256', hex.slice(0, 2), hex, 'data')),
      ]),
    ),
    tags: new Map(
      namesIn(join(own, 'tags')).map((tag) => [
        tag,
        readFileSync(join(own, 'tags', tag, 'current/link'), 'utf8').trim(),
      ]),
    ),
  };
};

interface Document {
  readonly subject?: { readonly digest: string };
  readonly manifests?: readonly { readonly digest: string }[];
}

/** Attached manifests, and which of them no list under a tag names. */
export const attachedIn = ({
  manifests,
  tags,
}: Held): { readonly all: number; readonly lost: readonly string[] } => {
  const read = (digest: string): Document => {
    const bytes = manifests.get(digest);
    return bytes === undefined ? {} : (JSON.parse(new TextDecoder().decode(bytes)) as Document);
  };
  const attached = [...manifests.keys()].flatMap((digest) => {
    const { subject } = read(digest);
    return subject === undefined ? [] : [{ digest, subject: subject.digest }];
  });
  const listed = (subject: string): readonly string[] =>
    (read(tags.get(subject.replace(':', '-')) ?? '').manifests ?? []).map(({ digest }) => digest);
  const lost = attached.filter(({ digest, subject }) => !listed(subject).includes(digest));
  return {
    all: attached.length,
    lost: lost.map(({ digest, subject }) => `${digest} of ${subject} is not listed`),
  };
};
