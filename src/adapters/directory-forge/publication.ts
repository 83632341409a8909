// Making a draft public: one rename, so that an outsider sees a whole release or none.
import { mkdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';

import { Failure } from '../../domain/failure.ts';
import { canonicalJson } from '../../formats/canonical-json.ts';
import type { Publication } from '../../ports/publication.ts';
import { idOf, placeOf, releaseOf } from './layout.ts';
import { syncDirectory, writeWhole } from '../system/write-whole.ts';

export const createPublication = (root: string): Publication => ({
  publish: async (draft, tag) => {
    const release = await releaseOf(root, draft);
    if (!release.draft) return;
    if (release.tag !== tag) throw notOfTag(draft, tag);
    await mkdir(join(root, 'releases'), { recursive: true });
    await rename(release.dir, placeOf(root, idOf(tag), false));
    await syncDirectory(join(root, 'releases'));
  },
  setLatest: async (tag) => {
    if ((await latestOf(root)) !== tag) await writeWhole(fileOf(root), canonicalJson({ tag }));
  },
});

/** The tag of the latest release; `undefined` while there is none. */
export const latestOf = async (root: string): Promise<string | undefined> => {
  const text = await readFile(fileOf(root), 'utf8').catch(() => undefined);
  try {
    const value: unknown = text === undefined ? undefined : JSON.parse(text);
    const tag = typeof value === 'object' && value !== null && 'tag' in value ? value.tag : undefined;
    return typeof tag === 'string' ? tag : undefined;
  } catch {
    return undefined;
  }
};

const fileOf = (root: string): string => join(root, 'latest.json');

const notOfTag = (draft: string, tag: string): Failure =>
  new Failure('TARGET_TAKEN', `the draft ${draft} is not one of ${tag}`, {
    remedy: 'run the same command again: it finds the draft of its tag',
  });
