// What changed in a release, and who says so: the changelog's section, or what was merged since the previous release.
import type { ReleaseFacts } from '../../domain/release.ts';
import type { NotesSettings } from '../../domain/settings.ts';
import type { Doors } from '../../engine/stage.ts';
import {
  isEmpty,
  MAX_CHANGELOG,
  parseChangelog,
  type Section,
  sectionOf,
  unreleased,
} from '../../formats/changelog.ts';
import { inline } from './markdown.ts';

export interface Changes extends Omit<Section, 'label'> {
  /** One sentence: where this comes from. */
  readonly said: string;
}

/** First-parent commits that are asked about; more than any release that people read through. */
const MOST = 500;

/**
 * The changes of exactly this version. A version's own section speaks for it, a candidate's for the candidate; what
 * is not tagged yet has `[Unreleased]`. A tag without a section has what was merged since the previous release of
 * its line: `[Unreleased]` would repeat what the candidate before it said.
 */
export const changesFor = async (
  facts: ReleaseFacts,
  { from }: Pick<NotesSettings, 'from'>,
  doors: Doors<'source' | 'forge'>,
): Promise<Changes> => {
  const bytes = from === undefined ? undefined : await doors.source.text(facts.commit, from, MAX_CHANGELOG);
  if (from === undefined || bytes === undefined) return merged(facts, doors);
  const changelog = parseChangelog(bytes);
  const own = sectionOf(changelog, facts.version);
  if (own !== undefined) return { ...own, said: `From ${inline(from)}, section ${inline(facts.version)}.` };
  const next = unreleased(changelog);
  if (!facts.tagged && next !== undefined && !isEmpty(next)) {
    return { ...next, said: `From ${inline(from)}, section Unreleased: this commit has no version yet.` };
  }
  return merged(facts, doors);
};

const merged = async (
  facts: ReleaseFacts,
  { source, forge }: Doors<'source' | 'forge'>,
): Promise<Changes> => {
  const previous = facts.previous?.tag;
  const after = previous === undefined ? undefined : await source.tag(previous);
  const commits = await source.range(after, facts.commit, MOST);
  const lines = new Set<string>();
  for (const commit of commits) {
    const changes = await forge.changesOf(commit.id);
    for (const { title, number } of changes) lines.add(`- ${inline(title)} (#${number})`);
    if (changes.length === 0) lines.add(`- ${inline(commit.subject)} (${commit.id.slice(0, 12)})`);
  }
  const since = previous === undefined ? 'since the beginning' : `since ${inline(previous)}`;
  return {
    said: `What was merged ${since}, newest first${forge.rehearsed ? '; a stand-in for the forge was asked' : ''}.`,
    intro: lines.size === 0 ? 'Nothing.' : [...lines].join('\n'),
    parts:
      commits.length < MOST
        ? []
        : [{ heading: 'Older changes', text: `Only the newest ${MOST} commits are listed.` }],
    definitions: [],
  };
};
