// Runs the stage that writes notes over an imagined release, for its tests.
import { buildOutcome } from './built-image.ts';
import { createMemoryStore } from './memory-store.ts';
import { quietBench } from './quiet-bench.ts';
import { facts, targets, textAsset } from './release-facts.ts';
import type { Finding } from '../../src/domain/finding.ts';
import type { AssembledImage } from '../../src/domain/outcome/assemble.ts';
import type { PackageOutcome } from '../../src/domain/outcome/package.ts';
import type { ReleaseFacts } from '../../src/domain/release.ts';
import type { ChangeRequest } from '../../src/domain/review.ts';
import type { NotesSettings } from '../../src/domain/settings.ts';
import type { Forge } from '../../src/ports/forge.ts';
import type { Run } from '../../src/ports/run.ts';
import type { Commit, Source } from '../../src/ports/source.ts';
import { notes } from '../../src/stages/06-notes/stage.ts';

const CHANGELOG = `# Changelog
## [Unreleased]
### Added
- Something to come

## [1.2.3] - 2026-01-02
### Added
- A [thing][docs]
### Security
- CVE-2026-1 is fixed
### Upgrade impact: the file format
Convert first.
### Fixed
- A leak (security)

## [1.2.2]
### Fixed
- One (security)
- Two (Security)

## [1.2.3-rc.1]
- Nothing much

[docs]: https://example.com/docs
[1.2.3]: https://example.com/stale
`;
export const notesSettings: NotesSettings = {
  from: 'CHANGELOG.md',
  sections: ['Security', 'Upgrade'],
  checksums: ['{project}_{tag}_checksums.txt'],
  targets,
};
export const IDENTITY = {
  rehearsal: {
    san: 'https://rehearsal.colophon.invalid/acme/widget/.github/workflows/release.yml@refs/tags/v1.2.3',
    issuer: 'https://rehearsal.colophon.invalid/oidc',
  },
  release: {
    san: 'https://github.com/acme/widget/.github/workflows/release.yml@refs/tags/v1.2.3',
    issuer: 'https://token.actions.githubusercontent.com',
  },
};
const commit = (id: string, subject: string): Commit => ({
  id: id.repeat(40),
  parents: [],
  time: '',
  epoch: 0,
  subject,
});

export interface Case {
  readonly over?: Partial<ReleaseFacts>;
  readonly with?: Partial<NotesSettings>;
  readonly changelog?: string | null;
  readonly titles?: Readonly<Record<string, string>>;
  readonly indexes?: readonly AssembledImage[];
  readonly packaged?: Partial<PackageOutcome>;
  /** What was noticed when images were built. */
  readonly built?: readonly Finding[];
}
export const makeNotes = async ({
  over = {},
  with: changed = {},
  changelog = CHANGELOG,
  titles = {},
  indexes = [],
  packaged = {},
  built = [],
}: Case = {}) => {
  const store = createMemoryStore();
  const all = { ...facts, ...over };
  const asked: unknown[] = [];
  const source = {
    text: async () => (changelog === null ? undefined : new TextEncoder().encode(changelog)),
    tag: async (name: string) => (name === 'v1.2.2' ? 'e'.repeat(40) : undefined),
    range: async (after: string | undefined) => {
      asked.push(after);
      return [commit('a', 'Squashed'), commit('b', 'Pushed *directly* <b>')];
    },
  } as unknown as Source;
  const forge = {
    rehearsed: false,
    changesOf: async (id: string) =>
      titles[id.slice(0, 1)] === undefined
        ? []
        : [{ number: 7, title: titles[id.slice(0, 1)] } as ChangeRequest],
  } as unknown as Forge;
  const run = { identity: async () => IDENTITY[all.mode] } as unknown as Run;
  const archive = {
    ...(await textAsset(store, 'widget_linux_amd64.tar.gz', 'archive', 'archive')),
    holds: [],
  };
  const sbom = {
    ...(await textAsset(store, 'widget_linux_amd64.tar.gz.spdx.json', 'sbom', '{}')),
    describes: archive.name,
  };
  const input = {
    gate: { facts: all, findings: [], state: 'new' as const, evidence: archive },
    build: { ...buildOutcome([]), findings: built },
    assemble: { indexes },
    package: { assets: [archive], charts: [], externalImages: [], findings: [], ...packaged },
    sbom: { sboms: [sbom] },
  };
  const outcome = await notes.run(
    'notes',
    input,
    { store, source, forge, run },
    { ...notesSettings, ...changed },
    quietBench(),
  );
  return { outcome, asked, archive, text: store.text(outcome.notes.content) };
};
/** What stands under a heading of the second level. */
export const under = (text: string, heading: string): string =>
  text
    .split(/^## /m)
    .find((part) => part.startsWith(`${heading}\n`))
    ?.slice(heading.length)
    .trim() ?? '';
