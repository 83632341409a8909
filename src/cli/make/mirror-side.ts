// The two sides of `colophon mirror`, told apart by spelling alone.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { layoutRoots, type LayoutRoot } from '../../adapters/layout-reader/index.ts';
import { type Digest, isDigest } from '../../domain/digest.ts';
import { Failure } from '../../domain/failure.ts';
import { isTag } from '../../formats/oci/place.ts';

export interface MirrorSide {
  /** As it was typed. */
  readonly text: string;
  /** Absolute: the directory of a layout. */
  readonly dir: string;
  readonly tag?: string;
  readonly digest?: Digest;
}

const LAYOUT = 'oci-layout:';

/** Fails with `NOT_YET_SUPPORTED` for a registry and with `USAGE` for anything else that is no layout. */
export const parseSide = (text: string, directory: string): MirrorSide => {
  if (text.startsWith('oci://'))
    throw new Failure(
      'NOT_YET_SUPPORTED',
      `${text} is in a registry, and this version copies between layouts.`,
      {
        remedy: 'Say oci-layout:DIR; skopeo and oras copy between layouts and registries.',
      },
    );
  const [, path = '', digest] = /^(.*?)(?:@(sha256:.*))?$/s.exec(text.slice(LAYOUT.length)) ?? [];
  if (!text.startsWith(LAYOUT) || path === '' || (digest !== undefined && !isDigest(digest)))
    throw new Failure('USAGE', `${text} names no image in a layout.`, {
      remedy: 'Say oci-layout:DIR, oci-layout:DIR:TAG, or oci-layout:DIR@sha256: and 64 hexadecimal digits.',
    });
  const side = { text, ...(digest === undefined ? {} : { digest }) };
  const colon = path.lastIndexOf(':');
  const tag = path.slice(colon + 1);
  const dir = resolve(directory, path);
  // A directory may have a colon in its name; the last part is a tag only where that is none.
  if (colon <= 0 || !isTag(tag) || existsSync(join(dir, 'oci-layout'))) return { ...side, dir };
  return { ...side, dir: resolve(directory, path.slice(0, colon)), tag };
};

/** What is to be copied, and under which names. Fails with `TARGET_MISSING` and `TARGET_AMBIGUOUS`. */
export const rootOf = ({
  text,
  dir,
  tag,
  digest,
}: MirrorSide): Omit<LayoutRoot, 'content'> & { readonly digest: Digest } => {
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

const missing = (text: string, what: string): Failure =>
  new Failure('TARGET_MISSING', `${text} holds ${what}.`, {
    remedy: 'Name an image that the layout holds: its index.json lists them.',
  });
