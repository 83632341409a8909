// Asks git once more: a tag that moved since the gate is not the tag that was reviewed.
import { Failure } from '../../domain/failure.ts';
import type { ReleaseFacts } from '../../domain/release.ts';
import type { Source } from '../../ports/source.ts';

/** Fails with `TAG_MOVED` unless the tag still names the released commit; made-up tags of rehearsals cannot move. */
export const demandTag = async ({ tag, tagged, commit }: ReleaseFacts, source: Source): Promise<void> => {
  if (!tagged) return;
  const now = await source.tag(tag);
  if (now === commit) return;
  throw new Failure(
    'TAG_MOVED',
    `the tag ${tag} named ${commit} at the gate and now ${now ?? 'does not exist'}`,
    {
      remedy: 'nothing was published; find out who moved the tag, and release a new version',
    },
  );
};
