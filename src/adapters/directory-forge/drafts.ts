// Writing a draft: what is missing is copied in whole, what is equal accepted, what differs stops the release.
import { mkdir, open, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';

import type { Asset } from '../../domain/asset.ts';
import { Failure } from '../../domain/failure.ts';
import type { AssetSource } from '../../ports/asset-source.ts';
import type { DraftText, Drafts } from '../../ports/drafts.ts';
import { type Lying, assetsOf, everyRelease, idOf, placeOf, releaseOf, writeKept } from './layout.ts';
import { syncDirectory, writeWhole } from '../system/write-whole.ts';

/** Drafts under `root`; `directory` reads a directory of assets. */
export const createDrafts = (root: string, directory: (dir: string) => AssetSource): Drafts => ({
  open: async (tag, commit, text) => {
    const there = (await everyRelease(root)).find((release) => release.tag === tag);
    if (there !== undefined) demandCommit(there, commit);
    if (there?.draft === false) return there.id;
    const dir = placeOf(root, idOf(tag), true);
    await mkdir(assetsOf(dir), { recursive: true });
    await mkdir(join(dir, 'uploads'), { recursive: true });
    await writeText(dir, tag, commit, text, there);
    return idOf(tag);
  },
  put: async (draft, asset, bytes) => {
    const release = await releaseOf(root, draft);
    const source = directory(assetsOf(release.dir));
    const file = join(assetsOf(release.dir), asset.name);
    const before = await stat(file).catch(() => undefined);
    if (before === undefined && !release.draft) throw alreadyPublic(release, asset);
    if (before === undefined) await upload(release, asset, bytes);
    const [read] = await source.digests([asset.name]);
    if (read?.digest !== asset.content.digest || read.size !== asset.content.size)
      throw taken(release, asset);
    return before === undefined ? 'uploaded' : 'accepted';
  },
});

const writeText = async (
  dir: string,
  tag: string,
  commit: string,
  text: DraftText,
  there: Lying | undefined,
): Promise<void> => {
  const body = await readFile(join(dir, 'body.md')).catch(() => undefined);
  if (body?.equals(text.body) !== true) await writeWhole(join(dir, 'body.md'), text.body);
  if (there?.title === text.title && there.prerelease === text.prerelease) return;
  await writeKept(dir, { tag, commit, title: text.title, prerelease: text.prerelease });
};

// Into `uploads/` first: a name in `assets/` always stands for a whole file.
const upload = async (
  { dir }: Lying,
  { name }: Asset,
  bytes: () => AsyncIterable<Uint8Array>,
): Promise<void> => {
  const partial = join(dir, 'uploads', name);
  const handle = await open(partial, 'w', 0o644);
  try {
    for await (const chunk of bytes()) await handle.writeFile(chunk);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(partial, join(assetsOf(dir), name));
  await syncDirectory(assetsOf(dir));
};

const demandCommit = (there: Lying, commit: string): void => {
  if (there.commit === commit) return;
  throw new Failure(
    'TARGET_TAKEN',
    `${there.draft ? 'a draft' : 'a release'} of ${there.tag} is there for ${there.commit}`,
    {
      remedy: 'a tag names one commit for ever: release a new version, or rehearse into another directory',
    },
  );
};

const taken = ({ tag }: Lying, { name }: Asset): Failure =>
  new Failure('ASSET_TAKEN', `${name} is in the release of ${tag} already, with other bytes`, {
    remedy: 'nothing is overwritten: find out where those bytes come from, then release a new version',
  });

const alreadyPublic = ({ tag }: Lying, { name }: Asset): Failure =>
  new Failure('ASSET_TAKEN', `the release of ${tag} is public without ${name}`, {
    remedy: 'nothing is added to a public release: release a new version',
  });
