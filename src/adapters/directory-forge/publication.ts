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
    const file = join(root, 'latest.json');
    const wanted = canonicalJson({ tag });
    const now = await readFile(file).catch(() => undefined);
    if (now?.equals(wanted) !== true) await writeWhole(file, wanted);
  },
});

const notOfTag = (draft: string, tag: string): Failure =>
  new Failure('TARGET_TAKEN', `the draft ${draft} is not one of ${tag}`, {
    remedy: 'run the same command again: it finds the draft of its tag',
  });
