import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { isEmpty, parseChangelog, sectionOf, unreleased } from './changelog.ts';

const parse = (text: string) => parseChangelog(new TextEncoder().encode(text));
const CHANGELOG = `# Changelog

All notable changes. See [Keep a Changelog][kac].

## [Unreleased]

## [1.2.0] - 2026-02-01

A calm release, see [the guide].

### Added

- One, by [#1]
  and more

\`\`\`md
## [9.9.9] - a heading in a fence
### Removed
\`\`\`

### Fixed

- Two (security)

### added
- Three, see [the list][kac]

#### Deeper

Text.

### Security

---

## [1.2.0-rc.1] - 2026-01-01

<!--
## [8.8.8]
-->

- No headings

[local]: https://example.com/local

## v1.1.0 (2025-12-01)
### Removed
* [local] thing
> ## 7.7.7

[Unreleased]: https://example.com/compare/v1.1.0...HEAD
[1.2.0]: https://example.com/1.2.0

- A stray bullet

[1.1.0]: https://example.com/1.1.0
[kac]: https://keepachangelog.com "Keep \\"a\\" Changelog"
[the guide]: docs/guide.md
[#1]: https://example.com/1
`;

describe('a changelog', () => {
  it('has a section for each version heading, and none for headings in code, comments and quotes', () => {
    expect(parse(CHANGELOG).sections.map(({ label }) => label)).toEqual([
      'unreleased',
      '1.2.0',
      '1.2.0-rc.1',
      '1.1.0',
    ]);
  });

  it('gives a version its intro, its headings merged in order of appearance, and the links that it uses', () => {
    expect(sectionOf(parse(CHANGELOG), '1.2.0')).toEqual({
      label: '1.2.0',
      intro: 'A calm release, see [the guide].',
      parts: [
        {
          heading: 'Added',
          text: '- One, by [#1]\n  and more\n\n```md\n## [9.9.9] - a heading in a fence\n### Removed\n```\n\n- Three, see [the list][kac]\n\n#### Deeper\n\nText.',
        },
        { heading: 'Fixed', text: '- Two (security)' },
        { heading: 'Security', text: '' },
      ],
      definitions: [
        '[#1]: <https://example.com/1>',
        '[KAC]: <https://keepachangelog.com> "Keep \\"a\\" Changelog"',
        '[THE GUIDE]: <docs/guide.md>',
      ],
    });
  });

  it('does not take a prerelease for its version, nor the other way round', () => {
    expect(sectionOf(parse(CHANGELOG), '1.2.0-rc.1')).toMatchObject({
      intro: '<!--\n## [8.8.8]\n-->\n\n- No headings',
      parts: [],
    });
    expect(sectionOf(parse(CHANGELOG), '1.2.0-rc')).toBeUndefined();
    expect(sectionOf(parse(CHANGELOG), '1.2')).toBeUndefined();
    expect(sectionOf(parse('## 1.2.30\n- x'), '1.2.3')).toBeUndefined();
  });

  it('ends before the list of links, with what strays between them', () => {
    expect(sectionOf(parse(CHANGELOG), '1.1.0')).toEqual({
      label: '1.1.0',
      intro: '',
      parts: [{ heading: 'Removed', text: '* [local] thing\n> ## 7.7.7' }],
      definitions: ['[LOCAL]: <https://example.com/local>'],
    });
  });

  it('knows an empty section from one that is not there', () => {
    const found = unreleased(parse(CHANGELOG));
    expect(found !== undefined && isEmpty(found)).toBe(true);
    expect(unreleased(parse('# Changelog\n'))).toBeUndefined();
  });

  it('joins the lists of a heading that is repeated', () => {
    expect(
      sectionOf(parse('## 1.0.0\n### Fixed\n- a\n### Added\n- b\n### Fixed\n- c\n'), '1.0.0')?.parts,
    ).toEqual([
      { heading: 'Fixed', text: '- a\n- c' },
      { heading: 'Added', text: '- b' },
    ]);
  });

  it.each([
    ['## [1.0.0] - 2026-01-01', '1.0.0'],
    ['# v1.0.0', '1.0.0'],
    ['## [1.0.0](https://x) (2026)', '1.0.0'],
    ['### Version 1.0.0', '1.0.0'],
    ['1.0.0 / 2026\n===', '1.0.0'],
    ['## 1.0.0-rc.1 [YANKED]', '1.0.0-rc.1'],
    ['## [unreleased]', 'unreleased'],
    ['# 1.3.0\n## 1.2.1\n', '1.3.0'],
  ])('reads %j as a heading of %s', (text, label) => {
    expect(parse(`${text}\n\n- x\n`).sections[0]?.label).toBe(label);
  });

  it('shows what would hide or reorder text, and leaves tabs and emoji alone', () => {
    expect(
      sectionOf(parse('## 1.0.0\r\n- a\u202eb\u001b[31m\tc \u{1f469}\u200d\u{1f4bb} d\u200de\r\n'), '1.0.0')
        ?.intro,
    ).toBe('- a\\u{202e}b\\x1b[31m\tc \u{1f469}\u200d\u{1f4bb} d\\u{200d}e');
  });

  it.each([
    { what: 'is not UTF-8', bytes: Uint8Array.of(0x23, 0xff) },
    { what: 'is larger than 8 MiB', bytes: new Uint8Array(8 * 1024 * 1024 + 1) },
  ])('that $what is refused', ({ bytes }) => {
    expect(() => parseChangelog(bytes)).toThrow(
      expect.objectContaining({ code: 'CHANGELOG_UNREADABLE' }) as Error,
    );
  });

  it('never crashes, and never loses a version', () => {
    const piece = fc.constantFrom(
      '## 1.0.0\n',
      '### Added\n',
      '- x\n',
      '```\n',
      '---\n',
      '[1.0.0]: x\n',
      '[a]: y\n',
      '[a]\n',
      '\n',
      '> ',
      '<!--\n',
      '\t',
      'a\u0000',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        expect(sectionOf(parse(`## 2.0.0\n\n${pieces.join('')}`), '2.0.0')).toBeDefined();
      }),
      { numRuns: 300 },
    );
  });
});

it('reads a long section of indented items at once', () => {
  const items = `- item\n${'      more of it, indented\n'.repeat(40)}\nend\n`;
  const text = `## [1.0.0]\n### Fixed\n${items}### Fixed\n${items}`;
  expect(sectionOf(parseChangelog(new TextEncoder().encode(text)), '1.0.0')?.parts).toHaveLength(1);
});
