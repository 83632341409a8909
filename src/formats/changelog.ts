// A changelog by the ways of Keep a Changelog 1.1.0: a section for each version, headings inside, link definitions at the end.
import MarkdownIt from 'markdown-it';

import { Failure } from '../domain/failure.ts';
import { neutral } from './neutral.ts';

/** One heading of a section with all that stands under it anywhere in the section. */
export interface ChangelogPart {
  /** Markdown of one line, without `#`. */
  readonly heading: string;
  /** Markdown without surrounding empty lines; may be empty. */
  readonly text: string;
}

export interface Section {
  /** `1.2.3` without `v`, or `unreleased`. */
  readonly label: string;
  /** What stands before the first heading. */
  readonly intro: string;
  /** In the order of their first appearance; a heading that is repeated stands once, with all of its texts. */
  readonly parts: readonly ChangelogPart[];
  /** `[LABEL]: address` of the reference links that are used, sorted. */
  readonly definitions: readonly string[];
}

export interface Changelog {
  /** In the file's order. */
  readonly sections: readonly Section[];
}

/** The most bytes of a changelog. */
export const MAX_CHANGELOG = 8 * 1024 * 1024;

/**
 * Parses a changelog. Version headings are known by what they say (`## [1.2.3] - 2026-01-02`, `# v1.2.3`,
 * `## Unreleased`) at any of the first three levels; headings in code, HTML, lists and quotes are none. Control and
 * bidi characters become visible escapes. Fails with `CHANGELOG_UNREADABLE` for what is too large or no UTF-8.
 */
export const parseChangelog = (bytes: Uint8Array): Changelog => {
  const text = decode(bytes);
  const lines = text.split('\n');
  const env: { references?: References } = {};
  const blocks = markdown
    .parse(text, env)
    .filter(({ level, map }) => level === 0 && map !== null) as readonly Block[];
  const contents = headingContents(text);
  const headings = blocks.flatMap(({ type, tag, map }): Heading[] => {
    if (type !== 'heading_open') return [];
    const content = contents.get(map[0]) ?? '';
    return [
      {
        level: Number(tag.slice(1)),
        start: map[0],
        end: map[1],
        content,
        label: labelOf(content, Number(tag.slice(1))),
      },
    ];
  });
  const definitionLines = definitionsIn(lines, blocks);
  const sections = headings.flatMap((heading, index): Section[] => {
    if (heading.label === undefined) return [];
    const after = headings.slice(index + 1);
    const next = after.find(({ level, label }) => level <= heading.level || label !== undefined);
    const stop = endOf(heading.end, next?.start ?? lines.length, lines, blocks, definitionLines);
    const inside = after.filter(({ start }) => start < stop);
    return [
      section(heading.label, heading.end, stop, inside, {
        lines,
        definitionLines,
        references: env.references ?? {},
      }),
    ];
  });
  return { sections };
};

/** The section of a version (`1.2.3`, without `v`); several of one version are one. */
export const sectionOf = (changelog: Changelog, version: string): Section | undefined => {
  const [first, ...more] = changelog.sections.filter(({ label }) => label === version.toLowerCase());
  return first === undefined ? undefined : more.reduce(together, first);
};

/** What is changed and in no version yet. */
export const unreleased = (changelog: Changelog): Section | undefined => sectionOf(changelog, UNRELEASED);

/** Whether a section says nothing. */
export const isEmpty = ({ intro, parts }: Section): boolean =>
  intro === '' && parts.every(({ text }) => text === '');

const UNRELEASED = 'unreleased';
// HTML is parsed so that headings in comments are none; nothing is rendered here.
const markdown = new MarkdownIt({ html: true });

type References = Record<string, { readonly href: string; readonly title: string }>;
interface Block {
  readonly type: string;
  readonly tag: string;
  readonly map: readonly [number, number];
}
interface Heading {
  readonly level: number;
  /** Lines, from and up to. */
  readonly start: number;
  readonly end: number;
  readonly content: string;
  /** Set when the heading begins a version. */
  readonly label: string | undefined;
}
interface Page {
  readonly lines: readonly string[];
  readonly definitionLines: ReadonlySet<number>;
  readonly references: References;
}

const decode = (bytes: Uint8Array): string => {
  if (bytes.length > MAX_CHANGELOG) throw unreadable(`it is larger than ${MAX_CHANGELOG} bytes`);
  try {
    return harmless(new TextDecoder('utf-8', { fatal: true }).decode(bytes).replaceAll(/\r\n?/g, '\n'));
  } catch (cause) {
    throw unreadable('it is not UTF-8', cause);
  }
};

// Layout stays, and so does the joiner inside an emoji; all else that cannot be seen becomes visible.
const LAYOUT = /(\n|\t|(?<=[\p{Extended_Pictographic}\ufe0f])\u200d(?=\p{Extended_Pictographic}))/u;
const harmless = (text: string): string =>
  text
    .split(LAYOUT)
    .map((piece, index) => (index % 2 === 1 ? piece : neutral(piece)))
    .join('');

const headingContents = (text: string): ReadonlyMap<number, string> => {
  const contents = new Map<number, string>();
  for (const { type, level, map, content } of markdown.parse(text, {})) {
    if (type === 'inline' && level === 1 && map !== null && !contents.has(map[0]))
      contents.set(map[0], content);
  }
  return contents;
};

const LABEL =
  /^\[?(?:(?:version|release)\s+)?v?(\d+\.\d+\.\d+(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?|unreleased)(?![0-9A-Za-z.+-])/i;
const labelOf = (content: string, level: number): string | undefined =>
  level > 3 ? undefined : LABEL.exec(content)?.[1]?.toLowerCase();

// Every line belongs to some block, unless it is empty or defines a link.
const definitionsIn = (lines: readonly string[], blocks: readonly Block[]): ReadonlySet<number> => {
  const covered = new Uint8Array(lines.length);
  for (const { map } of blocks) covered.fill(1, map[0], map[1]);
  return new Set(lines.flatMap((line, index) => (covered[index] === 0 && line.trim() !== '' ? [index] : [])));
};

// The list of links between versions ends a section, and so does a rule that separates it from the next.
const endOf = (
  start: number,
  stop: number,
  lines: readonly string[],
  blocks: readonly Block[],
  definitionLines: ReadonlySet<number>,
): number => {
  const list = lines.findIndex(
    (line, index) =>
      index >= start &&
      index < stop &&
      definitionLines.has(index) &&
      labelOf(line.trimStart(), 1) !== undefined,
  );
  let end = list === -1 ? stop : list;
  for (const block of blocks.filter(({ map }) => map[0] >= start && map[1] <= end).toReversed()) {
    if (block.type !== 'hr') break;
    end = block.map[0];
  }
  return end;
};

const section = (
  label: string,
  start: number,
  stop: number,
  headings: readonly Heading[],
  page: Page,
): Section => {
  const level = Math.min(...headings.map((heading) => heading.level));
  const tops = headings.filter((heading) => heading.level === level);
  const parts = tops.map(({ content, end }, index) => ({
    heading: content,
    text: textOf(end, tops[index + 1]?.start ?? stop, page),
  }));
  const intro = textOf(start, tops[0]?.start ?? stop, page);
  const whole = [intro, ...parts.flatMap(({ heading, text }) => [heading, text])].join('\n\n');
  return { label, intro, parts: merged(parts), definitions: definitionsUsed(whole, page.references) };
};

const textOf = (start: number, stop: number, { lines, definitionLines }: Page): string =>
  lines
    .slice(start, stop)
    .filter((_, index) => !definitionLines.has(start + index))
    .join('\n')
    .replace(/^(?:[ \t]*\n)+/, '')
    .trimEnd();

const merged = (parts: readonly ChangelogPart[]): readonly ChangelogPart[] => {
  const byHeading = new Map<string, ChangelogPart>();
  for (const part of parts) {
    const key = part.heading.toLowerCase();
    const same = byHeading.get(key);
    byHeading.set(
      key,
      same === undefined ? part : { heading: same.heading, text: continued(same.text, part.text) },
    );
  }
  return [...byHeading.values()];
};

// Two lists become one, so that they look like one.
const continued = (first: string, second: string): string =>
  endsInList(first) && second.startsWith(`${first[0] ?? ''} `)
    ? `${first}\n${second}`
    : paragraphs(first, second);

// Line by line: one expression over a long section would try every way to split its indentation.
const endsInList = (text: string): boolean => {
  const last = text.split('\n').findLast((line) => !/^[ \t]/.test(line));
  return last !== undefined && /^[-*+] /.test(last);
};

const paragraphs = (...texts: readonly string[]): string => texts.filter((text) => text !== '').join('\n\n');

// The parser asks for a label only where a link uses it: each answer is noted.
const definitionsUsed = (text: string, references: References): readonly string[] => {
  const used = new Set<string>();
  const noted: References = {};
  for (const [label, reference] of Object.entries(references)) {
    Object.defineProperty(noted, label, { enumerable: true, get: () => (used.add(label), reference) });
  }
  markdown.parse(text, { references: noted });
  return [...used].sort().map((label) => definition(label, references[label] ?? { href: '', title: '' }));
};

const definition = (label: string, { href, title }: References[string]): string =>
  `[${label}]: <${href}>${title === '' ? '' : ` "${title.replaceAll(/["\\]/g, '\\$&')}"`}`;

const together = (first: Section, second: Section): Section => ({
  label: first.label,
  intro: paragraphs(first.intro, second.intro),
  parts: merged([...first.parts, ...second.parts]),
  definitions: [...new Set([...first.definitions, ...second.definitions])].sort(),
});

const unreadable = (why: string, cause?: unknown): Failure =>
  new Failure('CHANGELOG_UNREADABLE', `the changelog cannot be read: ${why}`, {
    remedy: 'keep it as Markdown in UTF-8, or name another file in notes.from',
    cause,
  });
