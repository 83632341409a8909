// The notes as Markdown: one heading for the release, then changes, the sections asked for, files, and how to verify.
import type { Asset } from '../../domain/asset.ts';
import { hexOf } from '../../domain/digest.ts';
import type { Finding } from '../../domain/finding.ts';
import type { AssembledImage } from '../../domain/outcome/assemble.ts';
import type { PackageOutcome } from '../../domain/outcome/package.ts';
import { releaseFileName, type ReleaseFacts } from '../../domain/release.ts';
import type { Targets } from '../../domain/targets.ts';
import type { ChangelogPart } from '../../formats/changelog.ts';
import type { Changes } from './changes.ts';
import { contentTexts } from './content-text.ts';
import { code, inline } from './markdown.ts';
import type { CommandBlock } from './verify-commands.ts';

export interface NotesContent {
  readonly facts: ReleaseFacts;
  readonly changes: Changes;
  /** Headings that get a section of their own, present or not. */
  readonly sections: readonly string[];
  readonly assets: readonly Asset[];
  /** Names of the checksum lists. */
  readonly lists: readonly string[];
  readonly commands: readonly CommandBlock[];
  readonly images: readonly AssembledImage[];
  /** What was noticed when they were built. */
  readonly built: readonly Finding[];
  readonly packaged: PackageOutcome;
  readonly targets: Pick<Targets, 'charts' | 'mirrors'>;
}

/** The whole document, ended by a line feed. */
export const formatNotes = (content: NotesContent): string => {
  const { facts, changes, sections, assets, lists, commands } = content;
  const pulled = new Set(
    changes.parts.filter(({ heading }) => sections.some((name) => belongs(heading, name))),
  );
  const rest = changes.parts.filter((part) => !pulled.has(part));
  return `${[
    `# ${inline(facts.project)} ${inline(facts.tag)}`,
    about(facts),
    '## Changes',
    changes.said,
    ...texts(changes.intro, rest),
    ...(changes.intro === '' && rest.length === 0 && pulled.size === 0 ? ['Nothing is listed.'] : []),
    ...sections.flatMap((name) => sectionTexts(name, changes, [...pulled], rest)),
    ...contentTexts({ ...content, link: (name) => link(facts, name) }),
    '## Files',
    table(assets),
    links(facts, lists),
    '## Verify',
    ...commands.flatMap(({ said, lines }) => [said, `\`\`\`sh\n${lines.join('\n')}\n\`\`\``]),
    ...(changes.definitions.length === 0 ? [] : [changes.definitions.join('\n')]),
  ].join('\n\n')}\n`;
};

const about = (facts: ReleaseFacts): string =>
  [
    ...(facts.mode === 'rehearsal' ? ['**This is a rehearsal: nothing was released.**'] : []),
    ...(facts.prerelease ? ['This is a prerelease.'] : []),
    `Made from commit ${code(facts.commit)} of ${inline(facts.repository)}.`,
    ...(facts.previous === undefined ? [] : [`The release before it is ${inline(facts.previous.tag)}.`]),
  ].join(' ');

// `Upgrade` takes `Upgrade`, `Upgrade impact: …` and `Upgrading`, but no word that only begins alike.
const belongs = (heading: string, name: string): boolean => {
  const words = heading.replace(/^[^\p{L}\p{N}]+/u, '').toLowerCase();
  const stem = name.toLowerCase().replace(/e$/, '');
  return words.startsWith(stem) && /^(?:e|e?s|ing|ed)?(?![\p{L}\p{N}])/u.test(words.slice(stem.length));
};

const sectionTexts = (
  name: string,
  changes: Changes,
  pulled: readonly ChangelogPart[],
  rest: readonly ChangelogPart[],
): readonly string[] => {
  const own = pulled.filter(({ heading }) => belongs(heading, name));
  const title = [`## ${inline(name)}`];
  const pointers = mentions(name, changes.intro, rest);
  const marked =
    pointers.length === 0 ? [] : [`Marked as (${inline(name.toLowerCase())}) above: ${pointers.join(', ')}.`];
  const written = own.filter(({ text }) => text !== '');
  if (written.length > 0) return [...title, ...written.flatMap((part) => underTitle(name, part)), ...marked];
  // Never invented: what nobody wrote is said not to be there.
  return [
    ...title,
    ...(marked.length > 0 ? marked : [`No ${inline(name.toLowerCase())} notes for this release.`]),
  ];
};

const underTitle = (name: string, { heading, text }: ChangelogPart): readonly string[] =>
  heading.trim().toLowerCase() === name.toLowerCase() ? [text] : [`### ${heading}`, text];

const mentions = (name: string, intro: string, rest: readonly ChangelogPart[]): readonly string[] => {
  const mark = `(${name.toLowerCase()})`;
  return [{ heading: 'Changes', text: intro }, ...rest].flatMap(({ heading, text }) => {
    const count = text.toLowerCase().split(mark).length - 1;
    return count === 0 ? [] : [`${count} under ${heading}`];
  });
};

const texts = (intro: string, parts: readonly ChangelogPart[]): readonly string[] => [
  ...(intro === '' ? [] : [intro]),
  ...parts.flatMap(({ heading, text }) => (text === '' ? [] : [`### ${heading}`, text])),
];

const table = (assets: readonly Asset[]): string =>
  [
    '| file | bytes | SHA-256 |',
    '|---|---:|---|',
    ...assets.map(
      ({ name, content }) => `| ${code(name)} | ${grouped(content.size)} | ${code(hexOf(content.digest))} |`,
    ),
  ].join('\n');

const grouped = (size: number): string => String(size).replaceAll(/\B(?=(?:\d{3})+$)/g, ' ');

const links = (facts: ReleaseFacts, lists: readonly string[]): string => {
  const to = (name: string): string => link(facts, name);
  const sums =
    lists.length === 0
      ? ''
      : `Checksums: ${lists.map((list) => `${to(list)}, signed by ${to(`${list}.sigstore.json`)}`).join('; ')}. `;
  return `${sums}Provenance: ${to(releaseFileName(facts, '.intoto.jsonl'))}. The closed list of the whole release: ${to(releaseFileName(facts, '.colophon.json'))}.`;
};

const link = (facts: ReleaseFacts, name: string): string => `[${inline(name)}](${address(facts, name)})`;

// A rehearsal's files lie beside its notes; a release's text is read on another page than its files.
const address = ({ mode, repository, tag }: ReleaseFacts, name: string): string =>
  mode === 'rehearsal'
    ? encodeURIComponent(name)
    : `https://github.com/${repository}/releases/download/${encodeURIComponent(tag)}/${encodeURIComponent(name)}`;
