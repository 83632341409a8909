import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { IDENTITY, makeNotes as make, notesSettings, under } from '../../../test/support/made-notes.ts';
import { hexOf } from '../../domain/digest.ts';

describe('the notes', () => {
  it('are called by project and tag, and are Markdown', async () => {
    expect((await make()).outcome.notes).toMatchObject({
      name: 'widget_v1.2.3_notes.md',
      role: 'notes',
      content: { mediaType: 'text/markdown' },
    });
  });

  it("W37: hold the changelog's section, with the links that it uses and no stale ones", async () => {
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
    const { from: _, ...without } = notesSettings;
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
