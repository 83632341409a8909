// Which commit and which tag a command is about, before the gate judges them (docs: contract, `rehearse`).
import { Failure } from '../../../domain/failure.ts';
import { highestTag, readTag, rehearsalTag } from '../../../formats/tag.ts';
import type { Source } from '../../../ports/source.ts';

export interface Wanted {
  readonly ref?: string;
  readonly tag?: string;
  /** A tag that is not there yet is meant to be made at HEAD. */
  readonly soon?: boolean;
}

export interface Found {
  /** 40 hexadecimal digits. */
  readonly commit: string;
  /** A tag that was named, and whether git has it. */
  readonly named?: { readonly tag: string; readonly exists: boolean };
}

/** The commit that is meant. Fails with `REF_UNKNOWN`, and with `USAGE` when ref and tag disagree. */
export const findCommit = async (
  source: Source,
  head: string | undefined,
  { ref, tag, soon = false }: Wanted,
): Promise<Found> => {
  const atRef = ref === undefined ? undefined : (await source.commit(ref)).id;
  if (tag === undefined) {
    const commit = atRef ?? head;
    if (commit === undefined)
      throw new Failure('REF_UNKNOWN', 'this repository has no HEAD, so nothing says which commit is meant', {
        remedy: 'name a branch, a tag or a commit with --ref, or a tag with --tag',
      });
    const exists = ref !== undefined && (await source.tag(ref)) === commit;
    return exists ? { commit, named: { tag: ref, exists } } : { commit };
  }
  const atTag = await source.tag(tag);
  if (atTag === undefined && atRef === undefined && soon && head !== undefined)
    return { commit: head, named: { tag, exists: false } };
  if (atTag === undefined && atRef === undefined)
    throw new Failure('REF_UNKNOWN', `there is no tag ${JSON.stringify(tag)} in this repository`, {
      remedy: 'create the tag, fetch it, or add --ref HEAD to rehearse that commit as if it were tagged so',
    });
  if (atTag !== undefined && atRef !== undefined && atTag !== atRef)
    throw new Failure(
      'USAGE',
      `--tag ${tag} is the commit ${atTag.slice(0, 12)}, and --ref ${ref ?? ''} is another one`,
      {
        remedy: 'leave out one of the two',
      },
    );
  return { commit: atTag ?? atRef ?? '', named: { tag, exists: atTag !== undefined } };
};

/**
 * The tag to release the commit as: the one that was named, else the highest at the commit that follows the
 * pattern, else a made-up one. `tagged` is false for what git does not have.
 */
export const settleTag = async (
  source: Source,
  { commit, named }: Found,
  pattern: string,
): Promise<{ readonly tag: string; readonly tagged: boolean }> => {
  const follows = named !== undefined && typeof readTag(named.tag, pattern) !== 'string';
  if (named !== undefined && (follows || !named.exists)) return { tag: named.tag, tagged: named.exists };
  const before = await source.tagsBefore(commit);
  const here = before.filter((tag) => tag.commit === commit).map(({ name }) => name);
  const found = highestTag(here, pattern) ?? named?.tag;
  if (found !== undefined) return { tag: found, tagged: true };
  return {
    tag: rehearsalTag(
      before.map(({ name }) => name),
      commit,
      pattern,
    ),
    tagged: false,
  };
};
