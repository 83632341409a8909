// The two sides of `colophon mirror`, told apart by spelling alone.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { layoutRoots } from '../../../adapters/layout-reader/index.ts';
import { type Digest, isDigest } from '../../../domain/digest.ts';
import { Failure } from '../../../domain/failure.ts';
import { isTag } from '../../../formats/oci/place.ts';
import type { Registry } from '../../../ports/registry.ts';
import { isRegistryPlace, parseRegistryPlace, type RegistryPlace } from '../../registry-target.ts';

export interface LayoutSide {
  readonly kind: 'layout';
  /** As it was typed. */
  readonly text: string;
  /** Absolute: the directory of a layout. */
  readonly dir: string;
  readonly tag?: string;
  readonly digest?: Digest;
}

export interface RegistrySide extends RegistryPlace {
  readonly kind: 'registry';
  readonly text: string;
}

export type MirrorSide = LayoutSide | RegistrySide;

const LAYOUT = 'oci-layout:';

/** Fails with `USAGE` for what is neither a layout nor a place in a registry. */
export const parseSide = (text: string, directory: string): MirrorSide => {
  if (isRegistryPlace(text)) return { kind: 'registry', text, ...parseRegistryPlace(text) };
  const [, path = '', digest] = /^(.*?)(?:@(sha256:.*))?$/s.exec(text.slice(LAYOUT.length)) ?? [];
  if (!text.startsWith(LAYOUT) || path === '' || (digest !== undefined && !isDigest(digest)))
    throw new Failure('USAGE', `${text} names no image.`, {
      remedy:
        'Say oci://HOST/PATH:TAG or oci-layout:DIR, each also with @sha256: and 64 hexadecimal digits behind it.',
    });
  const side = { kind: 'layout', text, ...(digest === undefined ? {} : { digest }) } as const;
  const colon = path.lastIndexOf(':');
  const tag = path.slice(colon + 1);
  const dir = resolve(directory, path);
  // A directory may have a colon in its name; the last part is a tag only where that is none.
  if (colon <= 0 || !isTag(tag) || existsSync(join(dir, 'oci-layout'))) return { ...side, dir };
  return { ...side, dir: resolve(directory, path.slice(0, colon)), tag };
};

/** A root, and the names that it is copied with. */
export interface NamedRoot {
  readonly digest: Digest;
  readonly names: readonly string[];
}

/** What is to be copied of a layout, and under which names. Fails with `TARGET_MISSING` and `TARGET_AMBIGUOUS`. */
export const layoutRoot = ({ text, dir, tag, digest }: LayoutSide): NamedRoot => {
  const roots = layoutRoots(dir);
  const known = (one: Digest): readonly string[] =>
    roots.find(({ content }) => content.digest === one)?.names ?? [];
  if (tag !== undefined) {
    const found = roots.find(({ names }) => names.includes(tag));
    if (found === undefined) throw missing(text, `nothing that is called ${tag}`);
    if (digest !== undefined && digest !== found.content.digest)
      throw missing(text, 'another digest under this name');
    return { digest: found.content.digest, names: [tag] };
  }
  // Any manifest can be meant by its digest, one platform of an image too.
  if (digest !== undefined) return { digest, names: known(digest) };
  const named = roots.filter(({ names }) => names.length > 0);
  const [only, ...more] = named.length === 0 ? roots : named;
  if (only === undefined) throw missing(text, 'no image');
  if (more.length === 0) return { digest: only.content.digest, names: only.names };
  const [name] = only.names;
  throw new Failure('TARGET_AMBIGUOUS', `${text} holds ${more.length + 1} images.`, {
    remedy: `Say which: ${text}${name === undefined ? `@${only.content.digest}` : `:${name}`}`,
  });
};

/** The same of a registry: a digest is copied without a name. */
export const registryRoot = async (
  { text, repository, tag, digest }: RegistrySide,
  registry: Registry,
): Promise<NamedRoot> => {
  if (tag === undefined && digest !== undefined) return { digest, names: [] };
  if (tag === undefined)
    throw new Failure('TARGET_AMBIGUOUS', `${text} names a repository, and not which image of it.`, {
      remedy: `Say ${text}:TAG or ${text}@sha256: and 64 hexadecimal digits.`,
    });
  const found = (await registry.resolve(repository, tag))?.digest;
  if (found === undefined) throw missing(text, `nothing that is called ${tag}`);
  if (digest !== undefined && digest !== found) throw missing(text, 'another digest under this name');
  return { digest: found, names: [tag] };
};

const missing = (text: string, what: string): Failure =>
  new Failure('TARGET_MISSING', `${text} holds ${what}.`, {
    remedy: 'Name an image that the layout holds: its index.json lists them.',
  });
