import { describe, expect, it } from 'vitest';

import { facts, targets } from '../../../test/support/release-facts.ts';
import type { BuiltFile } from '../../domain/outcome/build.ts';
import type { ArchiveRule } from '../../domain/package-rules.ts';
import type { PackageSettings } from '../../domain/settings.ts';
import { demandNames } from './names.ts';
import { planPackage } from './plan.ts';

const built = (builder: string, path: string, more: Partial<BuiltFile> = {}): BuiltFile => ({
  builder,
  path,
  output: path,
  executable: true,
  content: { mediaType: 'application/octet-stream', digest: `sha256:${'a'.repeat(64)}`, size: 1 },
  ...more,
});
const linux = { platform: { os: 'linux', architecture: 'amd64' }, target: 'linux_amd64' };
const windows = { platform: { os: 'windows', architecture: 'amd64' }, target: 'windows_amd64' };
const binaries = [built('cli', 'out/widget', linux), built('cli', 'out/widget.exe', windows)];
const page = built('web', 'ui/dist/index.html', { output: 'ui/dist', executable: false });

const rule = (more: Partial<ArchiveRule> = {}): ArchiveRule => ({
  from: ['cli'],
  asset: 'widget_{os}_{arch}',
  formats: { windows: 'zip' },
  format: 'tar.gz',
  root: '',
  files: ['LICENSE'],
  ...more,
});
const settings = (more: Partial<PackageSettings>): PackageSettings => ({
  aliases: { os: {}, arch: {} },
  files: [],
  archives: [],
  manifests: [],
  charts: [],
  targets,
  ...more,
});

describe('packaging', () => {
  it('W24: makes one archive a target, in the format of its system, binaries by their base name at its root', () => {
    const planned = planPackage(binaries, facts, settings({ archives: [rule()] }));
    expect(planned.map(({ name }) => name)).toEqual([
      'widget_linux_amd64.tar.gz',
      'widget_windows_amd64.zip',
    ]);
    expect(planned.map(({ archive }) => archive?.members.map(({ path }) => path))).toEqual([
      ['widget'],
      ['widget.exe'],
    ]);
    expect(planned[0]?.archive?.repositoryFiles).toEqual(['LICENSE']);
  });

  it('puts what has no platforms into every archive, directories below their base name', () => {
    const archives = [rule({ from: ['cli', 'web'] })];
    const planned = planPackage([...binaries, page], facts, settings({ archives }));
    expect(planned[1]?.archive?.members.map(({ path }) => path)).toEqual(['widget.exe', 'dist/index.html']);
  });

  it('uses other words for platforms in names only', () => {
    const aliases = { os: { linux: 'Linux' }, arch: { amd64: 'x86_64' } };
    const files = [{ from: 'cli', path: '*', asset: 'widget-{os}-{arch}{exe}' }];
    const [first, second] = planPackage(binaries, facts, settings({ aliases, files }));
    expect([first?.name, second?.name]).toEqual(['widget-Linux-x86_64', 'widget-windows-x86_64.exe']);
    expect(first?.platform).toEqual(linux.platform);
  });

  it('takes the whole repository for `source`, under the root folder', () => {
    const archives = [rule({ from: ['source'], asset: '{project}-{version}', root: '{project}-{version}' })];
    const [planned] = planPackage([], facts, settings({ archives }));
    expect(planned).toMatchObject({ name: 'widget-1.2.3.tar.gz', role: 'source', holds: [] });
    expect(planned?.archive).toMatchObject({ root: 'widget-1.2.3', repositoryFiles: ['**'] });
  });

  it('puts published files into archives by their asset name', () => {
    const files = [{ from: 'web', path: '**', asset: 'page.html' }];
    const archives = [rule({ from: ['page.html'], asset: 'all', files: [] })];
    const planned = planPackage([page], facts, settings({ files, archives }));
    expect(planned[1]?.archive?.members).toEqual([
      { path: 'page.html', executable: false, content: page.content },
    ]);
  });

  it.each([
    {
      name: 'an archive that nothing was built for',
      more: { archives: [rule({ from: ['other'] })] },
      code: 'PACKAGE_EMPTY',
    },
    {
      name: 'a file rule that matches nothing',
      more: { files: [{ from: 'cli', path: '*.deb', asset: 'x' }] },
      code: 'PACKAGE_EMPTY',
    },
    {
      name: 'two assets of one name',
      more: { archives: [rule({ asset: 'widget', formats: {} })] },
      code: 'ASSET_NAME_TWICE',
    },
    {
      name: 'two names that differ in case',
      more: {
        files: [
          { from: 'cli', path: 'widget', asset: 'A' },
          { from: 'cli', path: 'widget', asset: 'a' },
        ],
      },
      code: 'ASSET_NAME_TWICE',
    },
    {
      name: 'a name that leaves the directory',
      more: { archives: [rule({ asset: '../widget_{os}' })] },
      code: 'ASSET_NAME_INVALID',
    },
  ])('refuses $name', ({ more, code }) => {
    expect(() => demandNames(planPackage(binaries, facts, settings(more)).map(({ name }) => name))).toThrow(
      expect.objectContaining({ code }),
    );
  });
});
