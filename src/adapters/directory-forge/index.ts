// A directory as the forge: what a rehearsal writes to and reads from where a release speaks to GitHub.
// What it knows about people, changes and checks comes from a small state file.
import { createReadStream } from 'node:fs';
import { join } from 'node:path';

import type { ForgeState } from '../../formats/forge-state.ts';
import type { AssetSource } from '../../ports/asset-source.ts';
import type { Drafts } from '../../ports/drafts.ts';
import type { Forge, ForgeRelease } from '../../ports/forge.ts';
import type { Publication } from '../../ports/publication.ts';
import type { Staged } from '../../ports/staged.ts';
import { createDrafts } from './drafts.ts';
import { createKnowledge } from './knowledge.ts';
import { type Lying, assetsOf, everyRelease, idOf, placeOf, releaseOf } from './layout.ts';
import { createPublication, latestOf } from './publication.ts';

export interface DirectoryForge {
  readonly forge: Forge;
  readonly drafts: Drafts;
  readonly staged: Staged;
  readonly publication: Publication;
  /** What an anonymous consumer finds under a tag; empty when nothing is public there. */
  readonly published: (tag: string) => AssetSource;
}

/** A forge under `dir` that knows what `state` tells; `directory` reads a directory of assets. */
export const createDirectoryForge = (options: {
  readonly dir: string;
  readonly state: ForgeState;
  readonly directory: (dir: string) => AssetSource;
}): DirectoryForge => {
  const { dir, state, directory } = options;
  const lying = async (): Promise<readonly ForgeRelease[]> => {
    const latest = await latestOf(dir);
    return Promise.all((await everyRelease(dir)).map((release) => described(release, latest, directory)));
  };
  return {
    forge: {
      ...createKnowledge(state),
      // Those that are only told about have no files here.
      releases: async () => [...(await lying()), ...state.releases],
      asset: (release, name) => bytesOf(dir, release, name),
      rehearsed: true,
      maxAssets: 1000,
    },
    drafts: createDrafts(dir, directory),
    staged: { draft: async (id) => directory(assetsOf((await releaseOf(dir, id)).dir)) },
    publication: createPublication(dir),
    published: (tag) => directory(assetsOf(placeOf(dir, idOf(tag), false))),
  };
};

const described = async (
  { id, tag, title, draft, prerelease, dir }: Lying,
  latest: string | undefined,
  directory: (dir: string) => AssetSource,
): Promise<ForgeRelease> => ({
  id,
  tag,
  title,
  draft,
  prerelease,
  ...(!draft && tag === latest ? { latest: true } : {}),
  assets: (await directory(assetsOf(dir)).list()).map(({ name, size }) => ({ name, size })),
});

async function* bytesOf(root: string, release: string, name: string): AsyncGenerator<Uint8Array> {
  const { dir } = await releaseOf(root, release);
  yield* createReadStream(join(assetsOf(dir), name), { highWaterMark: 256 * 1024 });
}
