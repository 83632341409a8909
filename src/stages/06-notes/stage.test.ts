import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { createMemoryStore } from '../../../test/support/memory-store.ts';
import { quietBench } from '../../../test/support/quiet-bench.ts';
import { facts, targets, textAsset } from '../../../test/support/release-facts.ts';
import { OCI_INDEX, OCI_MANIFEST } from '../../domain/oci.ts';
import type { AssembledImage } from '../../domain/outcome/assemble.ts';
import type { PackageOutcome } from '../../domain/outcome/package.ts';
import type { ReleaseFacts } from '../../domain/release.ts';
import type { ChangeRequest } from '../../domain/review.ts';
import type { NotesSettings } from '../../domain/settings.ts';
import { type Digest, hexOf } from '../../domain/digest.ts';
import type { Forge } from '../../ports/forge.ts';
import type { Run } from '../../ports/run.ts';
import type { Commit, Source } from '../../ports/source.ts';
import { notes } from './stage.ts';

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
const settings: NotesSettings = {
  from: 'CHANGELOG.md',
  sections: ['Security', 'Upgrade'],
  checksums: ['{project}_{tag}_checksums.txt'],
  targets,
};
const IDENTITY = {
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

interface Case {
  readonly over?: Partial<ReleaseFacts>;
  readonly with?: Partial<NotesSettings>;
  readonly changelog?: string | null;
  readonly titles?: Readonly<Record<string, string>>;
  readonly indexes?: readonly AssembledImage[];
  readonly packaged?: Partial<PackageOutcome>;
}
const make = async ({
  over = {},
  with: changed = {},
  changelog = CHANGELOG,
  titles = {},
  indexes = [],
  packaged = {},
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
    assemble: { indexes },
    package: { assets: [archive], charts: [], externalImages: [], findings: [], ...packaged },
    sbom: { sboms: [sbom] },
  };
  const outcome = await notes.run(
    'notes',
    input,
    { store, source, forge, run },
    { ...settings, ...changed },
    quietBench(),
  );
  return { outcome, asked, archive, text: store.text(outcome.notes.content) };
};
/** What stands under a heading of the second level. */
const under = (text: string, heading: string): string =>
  text
    .split(/^## /m)
    .find((part) => part.startsWith(`${heading}\n`))
    ?.slice(heading.length)
    .trim() ?? '';

describe('the notes', () => {
  it('are called by project and tag, and are Markdown', async () => {
    expect((await make()).outcome.notes).toMatchObject({
      name: 'widget_v1.2.3_notes.md',
      role: 'notes',
      content: { mediaType: 'text/markdown' },
    });
  });

  it("hold the changelog's section, with the links that it uses and no stale ones", async () => {
    const { text } = await make();
    expect(under(text, 'Changes')).toBe(
      'From CHANGELOG.md, section 1.2.3.\n\n### Added\n\n- A [thing][docs]\n\n### Fixed\n\n- A leak (security)',
    );
    expect(text.endsWith('\n\n[DOCS]: <https://example.com/docs>\n')).toBe(true);
    expect(text).not.toContain('stale');
  });

  it('pull security and upgrade into sections of their own, and point to what is marked elsewhere', async () => {
    const { text } = await make();
    expect(under(text, 'Security')).toBe(
      '- CVE-2026-1 is fixed\n\nMarked as (security) above: 1 under Fixed.',
    );
    expect(under(text, 'Upgrade')).toBe('### Upgrade impact: the file format\n\nConvert first.');
  });

  it('say that there are no such notes where nobody wrote any', async () => {
    const { text } = await make({ over: { version: '1.2.2', tag: 'v1.2.2' } });
    expect(under(text, 'Security')).toBe('Marked as (security) above: 2 under Fixed.');
    expect(under(text, 'Upgrade')).toBe('No upgrade notes for this release.');
    const other = await make({ over: { version: '1.2.3-rc.1', tag: 'v1.2.3-rc.1', prerelease: true } });
    expect(under(other.text, 'Security')).toBe('No security notes for this release.');
  });

  it('take Unreleased for what is not tagged, and never for a tag', async () => {
    const untagged = await make({
      over: { version: '1.2.4-rehearsal.gc0ffee', tag: 'v1.2.4-rehearsal.gc0ffee', tagged: false },
    });
    expect(under(untagged.text, 'Changes')).toContain('- Something to come');
    const candidate = await make({
      over: { version: '1.3.0-rc.1', tag: 'v1.3.0-rc.1', previous: { tag: 'v1.2.2' } },
      titles: { a: 'Add *it* @all' },
    });
    expect(candidate.asked).toEqual(['e'.repeat(40)]);
    expect(under(candidate.text, 'Changes')).toBe(
      'What was merged since v1.2.2, newest first.\n\n- Add \\*it\\* @all (#7)\n- Pushed \\*directly\\* \\<b\\> (bbbbbbbbbbbb)',
    );
  });

  it('ask the forge where no changelog is named, or it is not there', async () => {
    const { from: _, ...without } = settings;
    const texts = await Promise.all([make({ changelog: null }), make({ with: without, changelog: null })]);
    for (const { text, asked } of texts) {
      expect(under(text, 'Changes')).toContain('since the beginning');
      expect(asked).toEqual([undefined]);
    }
  });

  it('show what hides in a title', async () => {
    const { text } = await make({ changelog: null, titles: { a: 'x\u202e\n## Verify\n`rm`' } });
    expect(under(text, 'Changes')).toContain('- x\\\\u\\{202e\\}\\\\n\\#\\# Verify\\\\n\\`rm\\` (#7)');
    expect(text.match(/^## Verify$/gm)).toHaveLength(1);
  });

  it('list every packaged file and SBOM with its digest', async () => {
    const { text, archive } = await make();
    expect(under(text, 'Files')).toContain(
      `| \`widget_linux_amd64.tar.gz\` | 7 | \`${hexOf(archive.content.digest)}\` |`,
    );
    expect(under(text, 'Files')).toContain('| `widget_linux_amd64.tar.gz.spdx.json` | 2 |');
  });

  it('link what proves a release where it will be public, and a rehearsal by name', async () => {
    expect((await make({ over: { mode: 'release' } })).text).toContain(
      '[widget\\_v1.2.3.intoto.jsonl](https://github.com/acme/widget/releases/download/v1.2.3/widget_v1.2.3.intoto.jsonl)',
    );
    expect((await make()).text).toContain('[widget\\_v1.2.3\\_checksums.txt](widget_v1.2.3_checksums.txt)');
  });

  it('print commands for a release that name repository, tag and signer', async () => {
    const { text } = await make({ over: { mode: 'release' } });
    expect([...text.matchAll(/```sh\n([^`]*)```/g)].map(([, lines]) => lines)).toEqual([
      'colophon verify acme/widget@v1.2.3\n',
      `cosign verify-blob --bundle widget_v1.2.3_checksums.txt.sigstore.json --certificate-identity '${IDENTITY.release.san}' --certificate-oidc-issuer '${IDENTITY.release.issuer}' widget_v1.2.3_checksums.txt\nsha256sum -c --ignore-missing widget_v1.2.3_checksums.txt\n`,
    ]);
  });

  it('print a command for each file where there is no list', async () => {
    const { text } = await make({ with: { checksums: [] }, over: { mode: 'release' } });
    expect(text).toContain('cosign verify-blob --bundle widget_v1.2.3.intoto.jsonl ');
    expect(text).not.toContain('sha256sum');
  });

  it('are the same bytes again', async () => {
    expect((await make()).outcome).toEqual((await make()).outcome);
  });
});

describe("a rehearsal's printed commands", () => {
  it('run as they stand in its directory, and give each program the arguments that it needs', async () => {
    // A tag and a list that a shell would take apart if they were not quoted.
    const { text } = await make({
      over: { tag: '@acme/cli@1.2.3' },
      with: { checksums: ["{tag} it's.txt"] },
    });
    const dir = mkdtempSync(join(tmpdir(), 'notes-'));
    try {
      const assets = join(dir, 'forge/releases/-acme-cli-1.2.3/assets');
      for (const folder of [assets, join(dir, 'bin')]) mkdirSync(folder, { recursive: true });
      writeFileSync(join(assets, "-acme-cli-1.2.3 it's.txt"), 'the list\n');
      for (const program of ['colophon', 'cosign', 'sha256sum']) {
        const file = join(dir, 'bin', program);
        writeFileSync(
          file,
          `#!/bin/sh\necho ${program} >>"$LOG"\nfor a; do printf '%s\\n' "$a" >>"$LOG"; done\nfor a; do :; done\n[ ${program} = colophon ] || [ -f "$a" ]\n`,
        );
        chmodSync(file, 0o755);
      }
      const script = [...text.matchAll(/```sh\n([^`]*)```/g)].map(([, lines]) => lines).join('');
      execFileSync('/bin/sh', ['-e', '-c', script], {
        cwd: dir,
        env: { PATH: `${join(dir, 'bin')}:${dirname('/bin/sh')}:/usr/bin`, LOG: join(dir, 'log') },
      });
      expect(readFileSync(join(dir, 'log'), 'utf8').trimEnd().split('\n')).toEqual([
        'colophon',
        'verify',
        '.',
        '--rehearsal',
        'cosign',
        'verify-blob',
        '--trusted-root',
        'sigstore/-acme-cli-1.2.3/trusted_root.json',
        '--bundle',
        "forge/releases/-acme-cli-1.2.3/assets/-acme-cli-1.2.3 it's.txt.sigstore.json",
        '--certificate-identity',
        IDENTITY.rehearsal.san,
        '--certificate-oidc-issuer',
        IDENTITY.rehearsal.issuer,
        "forge/releases/-acme-cli-1.2.3/assets/-acme-cli-1.2.3 it's.txt",
        'sha256sum',
        '-c',
        '--ignore-missing',
        "./-acme-cli-1.2.3 it's.txt",
      ]);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
});

const d = (digit: string): Digest => `sha256:${digit.repeat(64)}`;
const image: AssembledImage = {
  image: 'main',
  repository: 'ghcr.io/acme/widget',
  tags: ['v1.2.3', '1.2.3'],
  moving: ['latest'],
  index: { mediaType: OCI_INDEX, digest: d('1'), size: 9 },
  platforms: [
    { mediaType: OCI_MANIFEST, digest: d('2'), size: 9, platform: { os: 'linux', architecture: 'amd64' } },
    { mediaType: OCI_MANIFEST, digest: d('3'), size: 9, platform: { os: 'linux', architecture: 'arm64' } },
  ],
};
const manifest = { mediaType: OCI_MANIFEST, digest: d('4'), size: 9 };
const chart = {
  name: 'widget',
  version: '1.0.0+b',
  appVersion: 'v1.2.3',
  asset: 'widget-1.0.0+b.tgz',
  repository: 'ghcr.io/acme/charts/widget',
  tag: '1.0.0_b',
  pushed: { manifest, config: manifest, layer: manifest },
};
const mirror = {
  to: 'm.example/team',
  repositories: {},
  moving: false,
  required: true,
  read: 'public' as const,
};
const registries = {
  indexes: [image],
  packaged: {
    charts: [chart],
    externalImages: ['quay.io/others/tool:v1'],
    findings: [
      {
        check: 'package',
        subject: 'install.yaml',
        result: 'info' as const,
        demanded: false,
        assertedBy: 'verifier' as const,
        code: 'IGNORED' as const,
        message: 'it mentions <an image> that moves',
      },
    ],
  },
};
const blocks = (text: string): string =>
  [...text.matchAll(/```sh\n([^`]*)```/g)].map(([, lines]) => lines).join('');

describe('the notes of images and charts', () => {
  it('say nothing of them where a release is files alone', async () => {
    const { text } = await make();
    for (const heading of ['Images', 'Charts', 'Mirrors', 'Images of others'])
      expect(under(text, heading)).toBe('');
  });

  it('name each image by tag and digest, its platforms, other names, and link its provenance', async () => {
    const images = under((await make(registries)).text, 'Images');
    expect(images).toContain(`\`ghcr.io/acme/widget:v1.2.3@${d('1')}\``);
    expect(images).toContain(
      'Provenance: [widget.intoto.jsonl](widget.intoto.jsonl). Also called `1.2.3`, `latest`.',
    );
    expect(images).toContain(`| \`linux/arm64\` | \`${d('3')}\` |`);
  });

  it('promise no moving name where the release is not the latest', async () => {
    const { text } = await make({ ...registries, over: { latest: false } });
    expect(under(text, 'Images')).toContain('Also called `1.2.3`.');
  });

  it('link a chart and say how Helm installs it, but for a rehearsal, whose registry is no server', async () => {
    const rehearsed = under((await make(registries)).text, 'Charts');
    expect(rehearsed).toBe(
      `- widget 1.0.0+b for v1.2.3: [widget-1.0.0+b.tgz](widget-1.0.0%2Bb.tgz), \`ghcr.io/acme/charts/widget:1.0.0_b@${d('4')}\`, provenance [widget.chart.intoto.jsonl](widget.chart.intoto.jsonl).`,
    );
    const released = under((await make({ ...registries, over: { mode: 'release' } })).text, 'Charts');
    expect(released).toContain('`helm install widget oci://ghcr.io/acme/charts/widget --version 1.0.0+b`');
  });

  it('say of a chart without a registry that it is a file', async () => {
    const { name, version, appVersion, asset, tag } = chart;
    const charts = [{ name, version, appVersion, asset, tag }];
    const { text } = await make({ packaged: { charts } });
    expect(under(text, 'Charts')).toMatch(/, a file only\.$/);
    expect(blocks(text)).not.toContain('attestation');
  });

  it('say where all of it is mirrored, and which mirror may fail', async () => {
    const mirrors = [mirror, { ...mirror, to: 'n.example', required: false, repositories: { main: 'x' } }];
    const { text } = await make({ ...registries, with: { targets: { ...targets, mirrors } } });
    expect(under(text, 'Mirrors').split('\n').slice(-2)).toEqual([
      '- `m.example/team/widget`, `m.example/team/charts/widget`',
      '- `n.example/x`, `n.example/charts/widget`, unless it could not be reached',
    ]);
  });

  it('name what manifests mention of others, and what was noticed, without letting it be markup', async () => {
    const others = under((await make(registries)).text, 'Images of others');
    expect(others).toContain('- `quay.io/others/tool:v1`');
    expect(others).toContain('- install.yaml: it mentions \\<an image\\> that moves');
  });

  it('print cosign for the registry of a release: signature, provenance, SBOM, by digest and exact identity', async () => {
    const { text } = await make({ ...registries, over: { mode: 'release' } });
    const who = `--certificate-identity '${IDENTITY.release.san}' --certificate-oidc-issuer '${IDENTITY.release.issuer}'`;
    const place = `ghcr.io/acme/widget@${d('1')}`;
    const own = `ghcr.io/acme/charts/widget@${d('4')}`;
    expect(blocks(text).trimEnd().split('\n').slice(-5)).toEqual([
      `cosign verify ${who} ${place}`,
      `cosign verify-attestation --type slsaprovenance1 ${who} ${place}`,
      `cosign verify-attestation --type spdxjson ${who} ${place}`,
      `cosign verify ${who} ${own}`,
      `cosign verify-attestation --type slsaprovenance1 ${who} ${own}`,
    ]);
  });

  it('print cosign for the files of a rehearsal, against the digests of its images and charts', async () => {
    const { text } = await make(registries);
    const said = blocks(text).trimEnd().split('\n').slice(-2);
    expect(said.map((line) => /--bundle (\S+) .*--digest (\S+)/.exec(line)?.slice(1))).toEqual([
      ['forge/releases/v1.2.3/assets/widget.intoto.jsonl', '1'.repeat(64)],
      ['forge/releases/v1.2.3/assets/widget.chart.intoto.jsonl', '4'.repeat(64)],
    ]);
    expect(text).not.toContain('cosign verify ');
  });
});
