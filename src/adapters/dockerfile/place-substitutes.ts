// What stands in for bases, as builders can be shown it: a layout of exactly one root, which nobody writes into.
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';

import type { Descriptor } from '../../domain/descriptor.ts';
import { type Digest, hexOf, isDigest } from '../../domain/digest.ts';
import { Failure } from '../../domain/failure.ts';
import { neutral } from '../../formats/neutral.ts';
import { isRepository } from '../../formats/oci/place.ts';
import { layoutRoots } from '../layout-reader/index.ts';
import type { Substitute } from './builder.ts';

/**
 * Substitutes of a request, ready in the room. A layout with several roots is named with the digest of one
 * (`/path@sha256:…`). Fails with `BUILD_INPUT_INVALID`, and like `layoutRoots`.
 */
export const placeSubstitutes = async (
  room: string,
  substitutes: Readonly<Record<string, string>>,
): Promise<readonly Substitute[]> => {
  const placed: Substitute[] = [];
  for (const [from, given] of Object.entries(substitutes)) {
    const { place, digest } = parsed(given);
    if (!isAbsolute(place)) {
      if (digest === undefined || !isRepository(place)) throw unclear(given);
      placed.push({ from, place: { repository: place }, digest });
      continue;
    }
    const content = rootOf(place, digest);
    const layout = layoutOf(room, content.digest);
    if (!placed.some(({ place: other }) => 'layout' in other && other.layout === layout))
      await placeLayout(layout, place, content);
    placed.push({ from, place: { layout }, digest: content.digest });
  }
  return placed;
};

const parsed = (given: string): { readonly place: string; readonly digest: Digest | undefined } => {
  const at = given.lastIndexOf('@');
  const digest = at < 0 ? '' : given.slice(at + 1);
  return isDigest(digest) ? { place: given.slice(0, at), digest } : { place: given, digest: undefined };
};

const rootOf = (dir: string, digest: Digest | undefined): Descriptor => {
  const roots = layoutRoots(dir).map(({ content }) => content);
  const [root, ...others] = digest === undefined ? roots : roots.filter((one) => one.digest === digest);
  if (root !== undefined && others.length === 0) return root;
  throw new Failure(
    'BUILD_INPUT_INVALID',
    root === undefined
      ? `${neutral(dir)} holds no image${digest === undefined ? '' : ` ${digest}`}`
      : `${neutral(dir)} holds ${roots.length} images, and one stands in for a base`,
    { remedy: 'name one image of that layout by its digest: /path@sha256:…' },
  );
};

/** Called after what it holds: buildah writes this name into the image. */
export const layoutOf = (room: string, digest: Digest): string =>
  join(room, `base-${hexOf(digest).slice(0, 16)}`);

// Tools write into layouts that they read, and choose among what an index lists: this one is ours, its blobs are there.
const placeLayout = async (dir: string, source: string, content: Descriptor): Promise<void> => {
  await mkdir(dir);
  await symlink(join(source, 'blobs'), join(dir, 'blobs'));
  await writeIndex(dir, content);
};

/** Makes a directory with blobs a layout of this one root. */
export const writeIndex = async (dir: string, content: Descriptor): Promise<void> => {
  await writeFile(join(dir, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  await writeFile(join(dir, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [content] }));
};

const unclear = (given: string): Failure =>
  new Failure('BUILD_INPUT_INVALID', `${neutral(JSON.stringify(given))} stands in for no base`, {
    remedy:
      'name a layout by its absolute path, or a repository with a digest: registry.example/base@sha256:…',
  });
