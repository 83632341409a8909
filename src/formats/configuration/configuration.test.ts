// Good and bad configurations: every fault has its code, its place and a sentence that says what to do.
import { readFileSync } from 'node:fs';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { Failure } from '../../domain/failure.ts';
import { parseConfiguration } from './configuration.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const parse = (text: string) => parseConfiguration(bytes(text), 'colophon.yaml');

const failureOf = (input: Uint8Array): Failure => {
  try {
    parseConfiguration(input, 'colophon.yaml');
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('the configuration was accepted');
};

const placeOf = (text: string): string | undefined => {
  try {
    parse(text);
    return 'accepted';
  } catch (error) {
    if (error instanceof Failure) return error.at;
    throw error;
  }
};

/** Everything of the contract. */
const WHOLE = `version: 1
project: widget
repository: acme/widget
gate:
  tag: '@acme/cli@{version}'
  branch: [main, 'release-*']
  approvals: 0
  checks: [Build, Test]
build:
  env: { pass: [CI], set: { FOO: bar } }
  runners: { linux/riscv64: ubuntu-24.04-riscv }
  files:
    web: { node: { dir: ., version: '24', install: [npm, ci], run: [npm, run, build], pack: false }, outputs: [dist] }
    cli:
      go: { package: ./cmd/widget, binary: widget, flags: [], tags: [], ldflags: ['-X main.version={version}'], buildvcs: true, cgo: false }
      inputs: [{ from: web, to: internal/ui/dist }]
      platforms: [linux/amd64, linux/arm/v7, windows/amd64]
    rs:
      command: [[cargo, build, --release, --target, '{target}'], { run: [./rs, --man], stdout: rs.1 }]
      outputs: ['target/{target}/release/rs{exe}', { path: rs.1, sha256: ${'a'.repeat(64)} }]
      platforms: [{ linux/amd64: x86_64-unknown-linux-musl }, { windows/amd64: x86_64-pc-windows-msvc }]
      where: [{ match: 'windows/*', env: { X: '1' } }]
      timeout: 30m
    msi: { prebuilt: dist/widget.msi }
    base: { command: [[make, base]], outputs: [out/base] }
  images:
    widget:
      repository: ghcr.io/acme/widget
      tags: ['{version}', 'v{version}-{commit}']
      moving: [latest, '{major}', '{major}.{minor}']
      known: [widget, docker.io/acme/widget]
      platforms: [linux/amd64, linux/arm/v7]
      labels: { org.opencontainers.image.created: '{commitTime}' }
      layers:
        base: { layout: out/base, from: base, digest: 'sha256:${'b'.repeat(64)}' }
        files: [{ from: cli, path: widget, to: /usr/bin/, mode: '0755', owner: '65532:65532' }, { from: web, to: / }]
        entrypoint: [/usr/bin/widget]
        cmd: [serve, '\${HOME}']
        env: { VERSION: '{version}' }
        user: nobody
        workdir: /srv
    rs:
      repository: localhost:5000/acme/rs
      tags: ['{version}']
      platforms: [linux/amd64]
      layers: { base: 'registry.example:5000/base:3@sha256:${'c'.repeat(64)}', files: [{ from: rs, target: x86_64-unknown-linux-musl, to: /rs }] }
package:
  manifests:
    - { asset: install.yaml, kustomize: config/default, inputs: [{ from: web, to: ui }], fields: ['Widget.spec.images[].name'] }
    - { asset: 'plain-{tag}.yaml', files: ['deploy/*.yaml'] }
  charts:
    - { path: charts/widget, push: ghcr.io/acme/charts, version: chart, appVersion: '{tag}', images: [{ image: widget, repository: image.repository, tag: image.tag, digest: image.digest }, { image: rs, reference: rs }] }
    - { path: charts/other, asset: '{chart}-{chartVersion}-{version}.tgz', version: '{version}' }
  aliases: { os: { darwin: macOS }, arch: { amd64: x86_64 } }
  files: [{ from: cli, path: '*', asset: 'widget-{os}-{arch}{variant}{exe}' }, { from: msi, asset: 'widget.msi' }]
  archives:
    - { from: [cli], asset: 'widget_{os}_{arch}{variant}', format: { windows: zip, default: tar.gz }, root: '', files: [LICENSE] }
    - { from: source, asset: '{project}-{version}-source', root: '{project}-{version}' }
sbom: { asset: '{asset}.spdx.json' }
notes: { from: CHANGELOG.md, sections: [Security, Upgrade] }
checksum: { lists: [{ asset: '{project}_{tag}_checksums.txt', of: ['*'] }], beside: ['*.tar.gz', '*.zip'] }
sign: { beside: [], signingConfig: sigstore/signing.json, trustedRoot: sigstore/root.json }
mirror: [{ to: registry.example/team, repositories: { widget: tools/widget, charts/widget: charts/w }, moving: true, required: false, read: private }, { to: registry.example }]
draft: { title: '{tag}' }
publish: { forge: github, latest: auto, read: public }
`;

describe('a configuration that is right', () => {
  it('holds everything that the contract names', () => {
    expect(parse(WHOLE).shape.build?.files).toHaveProperty('rs');
    expect(parse(WHOLE).tagPattern).toBe('@acme/cli@{version}');
  });

  it('may be one line long', () => {
    expect(parse('version: 1\n').tagPattern).toBe('v{version}');
  });

  it('has one digest whatever its comments, order and spelling', () => {
    const one = parse('version: 1\nproject: widget\nnotes: { from: CHANGELOG.md }\n');
    const other = parse('# released\nnotes:\n  from: \'CHANGELOG.md\'\nproject: "widget"\nversion: 1\n');
    expect(other.digest).toBe(one.digest);
    expect(parse('version: 1\nproject: gadget\n').digest).not.toBe(one.digest);
  });

  it('may begin with a byte order mark, which moves no column', () => {
    expect(parse('\ufeffversion: 1\n').shape.version).toBe(1);
    expect(failureOf(bytes('\ufeffversion: 2\n')).at).toBe('colophon.yaml:1:10');
  });

  it('may name a list once and use it twice', () => {
    const text = `version: 1
build:
  files:
    a: { go: {}, platforms: &all [linux/amd64] }
    b: { go: {}, platforms: *all }
`;
    expect(parse(text).shape.build?.files?.['b']?.platforms).toEqual(['linux/amd64']);
  });
});

const builders = (text: string): string => `version: 1\nbuild:\n  files:\n${text}`;
const go = '    cli: { go: {}, platforms: [linux/amd64, linux/arm64] }\n';

describe('a configuration that is wrong', () => {
  it.each<{ name: string; input: string | Uint8Array; at: string; says: string; code?: string }>([
    { name: 'an empty file', input: '', at: '1:1', says: 'empty' },
    { name: 'nothing but comments', input: '# nothing\n', at: '1:1', says: 'empty' },
    {
      name: 'a huge file',
      input: new Uint8Array(1_048_577).fill(32),
      at: '1:1',
      says: 'larger than 1048576 bytes',
    },
    {
      name: 'bytes that are no UTF-8',
      input: Uint8Array.of(97, 58, 32, 49, 10, 98, 58, 32, 0xff),
      at: '2:4',
      says: 'not UTF-8',
    },
    { name: 'UTF-16', input: Uint8Array.of(0xff, 0xfe, 97, 0), at: '1:1', says: 'not UTF-8' },
    { name: 'a list', input: '- version: 1\n', at: '1:1', says: 'a map belongs here, not a list' },
    { name: 'no version', input: 'project: x\n', at: '1:1', says: 'version: this is missing: 1' },
    {
      name: 'a fraction for a version',
      input: 'version: 1.10\n',
      at: '1:10',
      says: '1.1 is not allowed here, only 1',
    },
    { name: 'a text for a version', input: "version: '1'\n", at: '1:10', says: '"1" is not allowed' },
    {
      name: 'an unknown key at the top',
      input: 'version: 1\nnmae: x\n',
      at: '2:1',
      says: 'nmae is not known here',
    },
    {
      name: 'an unknown key below',
      input: 'version: 1\ngate: { aprovals: 1 }\n',
      at: '2:9',
      says: 'gate.aprovals is not known',
    },
    {
      name: 'a key that stands twice',
      input: 'version: 1\nproject: a\nproject: b\n',
      at: '3:1',
      says: 'stands twice',
    },
    {
      name: 'two documents',
      input: 'version: 1\n---\nversion: 1\n',
      at: '2:1',
      says: 'more than one document',
    },
    { name: 'a tag', input: 'version: 1\nproject: !!js/function x\n', at: '2:10', says: 'tags such as' },
    { name: 'a known tag', input: 'version: 1\nproject: !!str x\n', at: '2:16', says: 'tags such as' },
    { name: 'another YAML', input: '%YAML 1.1\n---\nversion: 1\n', at: '1:1', says: 'YAML 1.2' },
    {
      name: 'a cyclic alias',
      input: 'version: 1\ngate: { branch: &x [*x] }\n',
      at: '2:21',
      says: 'inside of what it names',
    },
    {
      name: 'an alias of nothing',
      input: 'version: 1\nproject: *x\n',
      at: '2:10',
      says: 'anchor *x is not known',
    },
    {
      name: 'a merge key',
      input: 'version: 1\ngate: { <<: { approvals: 2 } }\n',
      at: '2:9',
      says: 'gate.<< is not known',
    },
    { name: 'a prototype', input: 'version: 1\n__proto__: { a: 1 }\n', at: '2:1', says: 'this is no key' },
    { name: 'a number as key', input: 'version: 1\n2: 3\n', at: '2:1', says: 'put it in quotes' },
    { name: 'a list as key', input: 'version: 1\n? [a]\n: 1\n', at: '2:3', says: 'this is no key' },
    {
      name: 'a lone surrogate',
      input: 'version: 1\nproject: "\\ud800"\n',
      at: '2:10',
      says: 'no Unicode text',
    },
    {
      name: 'a tab as indent',
      input: 'version: 1\ngate:\n\tapprovals: 1\n',
      at: '3:1',
      says: 'this is no YAML',
    },
    { name: 'an unclosed quote', input: "version: 1\nproject: 'x\n", at: '3:1', says: 'this is no YAML' },
    {
      name: 'a placeholder without quotes',
      input: 'version: 1\nsbom: { asset: {asset} }\n',
      at: '2:16',
      says: "write '{asset}' in quotes",
    },
    {
      name: 'a placeholder without quotes and more',
      input: 'version: 1\nsbom:\n  asset: {asset}.json\n',
      at: '3:17',
      says: 'an unquoted {asset} begins a YAML map',
    },
    {
      name: 'a number where a text is meant',
      input: 'version: 1\nproject: 7\n',
      at: '2:10',
      says: '7 is a number in YAML: write it in quotes',
    },
    {
      name: 'a Node version as number',
      input: builders('    a: { node: { version: 24, pack: true } }\n'),
      at: '4:27',
      says: '24 is a number in YAML',
    },
    {
      name: 'yes for true',
      input: builders('    a: { go: { cgo: yes }, platforms: [linux/amd64] }\n'),
      at: '4:21',
      says: 'write true or false',
    },
    { name: 'a key without a value', input: 'version: 1\nproject:\n', at: '2:9', says: 'there is no value' },
    {
      name: 'a variable that is a number',
      input: 'version: 1\nbuild: { env: { set: { X: 1 } } }\n',
      at: '2:27',
      says: 'write it in quotes',
    },
    {
      name: 'no list and no text',
      input: 'version: 1\ngate: { branch: { main: 1 } }\n',
      at: '2:17',
      says: 'a text or a list belongs here, not a map',
    },
    {
      name: 'a wrong item of a list',
      input: 'version: 1\ngate: { checks: [a, 2] }\n',
      at: '2:21',
      says: 'gate.checks[1]: 2 is a number',
    },
    { name: 'an empty list', input: 'version: 1\ngate: { checks: [] }\n', at: '2:17', says: 'at least 1' },
    {
      name: 'negative approvals',
      input: 'version: 1\ngate: { approvals: -1 }\n',
      at: '2:20',
      says: 'less than 0',
    },
    {
      name: 'half an approval',
      input: 'version: 1\ngate: { approvals: 0.5 }\n',
      at: '2:20',
      says: 'a whole number belongs here',
    },
    {
      name: 'an unknown word',
      input: 'version: 1\npublish: { latest: always }\n',
      at: '2:20',
      says: '"auto" or "never"',
    },
    {
      name: 'a local path as repository',
      input: 'version: 1\nrepository: /srv/widget.git\n',
      at: '2:13',
      says: '`owner/name`',
    },
    {
      name: 'a repository with .git',
      input: 'version: 1\nrepository: acme/widget.git\n',
      at: '2:13',
      says: 'without `.git`',
    },
    {
      name: 'a project with a slash',
      input: 'version: 1\nproject: a/b\n',
      at: '2:10',
      says: 'this word begins',
    },
    {
      name: 'a control character in a name',
      input: 'version: 1\nproject: "a\\u0007b"\n',
      at: '2:10',
      says: 'this word',
    },
    {
      name: 'an override of the reading direction',
      input: 'version: 1\npackage: { archives: [{ from: source, asset: "a\\u202eb" }] }\n',
      at: '2:46',
      says: 'cannot be seen',
    },
    {
      name: 'a path upwards',
      input: builders("    a: { node: { pack: true }, outputs: ['../x'] }\n"),
      at: '4:42',
      says: 'leaves the checkout',
    },
    {
      name: 'a path upwards in the middle',
      input: 'version: 1\nnotes: { from: docs/../../x }\n',
      at: '2:16',
      says: 'leaves the checkout',
    },
    {
      name: 'an absolute path',
      input: builders('    a: { prebuilt: /etc/passwd }\n'),
      at: '4:20',
      says: 'absolute',
    },
    { name: 'a drive', input: builders("    a: { prebuilt: 'C:/x' }\n"), at: '4:20', says: 'absolute' },
    { name: 'a backslash', input: builders("    a: { prebuilt: 'a\\b' }\n"), at: '4:20', says: '`/`' },
    {
      name: 'an input placed outside',
      input: builders(
        `${go}    b: { go: {}, platforms: [linux/amd64], inputs: [{ from: cli, to: ../b }] }\n`,
      ),
      at: '5:70',
      says: 'leaves the checkout',
    },
    {
      name: 'a Go package outside',
      input: builders('    a: { go: { package: ../x }, platforms: [linux/amd64] }\n'),
      at: '4:25',
      says: 'leaves the checkout',
    },
    {
      name: 'a Go package that is an option',
      input: builders('    a: { go: { package: -exec=x }, platforms: [linux/amd64] }\n'),
      at: '4:25',
      says: 'no Go package',
    },
    {
      name: 'an unknown placeholder',
      input: "version: 1\ndraft: { title: '{name}' }\n",
      at: '2:17',
      says: '{name} is no placeholder',
    },
    {
      name: 'a placeholder that means nothing here',
      input: "version: 1\ndraft: { title: '{os}' }\n",
      at: '2:17',
      says: '{os} means nothing in a title',
    },
    {
      name: 'a tag pattern without a version',
      input: 'version: 1\ngate: { tag: v1 }\n',
      at: '2:14',
      says: 'exactly once',
    },
    {
      name: 'a tag pattern with two versions',
      input: "version: 1\ngate: { tag: '{version}-{version}' }\n",
      at: '2:14',
      says: 'exactly once',
    },
    {
      name: 'a tag pattern with a plus',
      input: "version: 1\ngate: { tag: 'a+{version}' }\n",
      at: '2:14',
      says: '`+`',
    },
    {
      name: 'a tag pattern that git refuses',
      input: "version: 1\ngate: { tag: 'a..{version}' }\n",
      at: '2:14',
      says: 'no pattern that git takes',
    },
    {
      name: 'an SBOM name without its file',
      input: 'version: 1\nsbom: { asset: sbom.json }\n',
      at: '2:16',
      says: 'holds {asset}',
    },
    {
      name: 'an asset name that is a path',
      input: 'version: 1\npackage: { archives: [{ from: source, asset: a/b }] }\n',
      at: '2:46',
      says: 'no `/`',
    },
    {
      name: 'a platform without an architecture',
      input: builders('    a: { go: {}, platforms: [linux] }\n'),
      at: '4:30',
      says: '`os/arch`',
    },
    {
      name: 'an empty command',
      input: builders('    a: { command: [[]], outputs: [x] }\n'),
      at: '4:20',
      says: 'at least 1',
    },
    {
      name: 'a command as text',
      input: builders('    a: { command: make, outputs: [x] }\n'),
      at: '4:19',
      says: 'a list belongs here',
    },
    {
      name: 'a time without a unit',
      input: builders('    a: { command: [[x]], outputs: [x], timeout: 30 }\n'),
      at: '4:49',
      says: 'write it in quotes',
    },
    {
      name: 'a digest that is none',
      input: builders('    a: { command: [[x]], outputs: [{ path: x, sha256: abc }] }\n'),
      at: '4:55',
      says: '64',
    },
    // what crosses sections
    {
      name: 'a builder of no kind',
      input: builders('    a: { outputs: [x] }\n'),
      at: '4:5',
      says: 'one of go, node, command and prebuilt',
    },
    {
      name: 'a builder of two kinds',
      input: builders('    a: { go: {}, prebuilt: x, platforms: [linux/amd64] }\n'),
      at: '4:18',
      says: 'one kind',
    },
    {
      name: 'a builder called source',
      input: builders('    source: { prebuilt: x }\n'),
      at: '4:5',
      says: 'kept',
    },
    {
      name: 'a go builder without platforms',
      input: builders('    a: { go: {} }\n'),
      at: '4:5',
      says: 'needs platforms',
    },
    {
      name: 'a command builder without outputs',
      input: builders('    a: { command: [[x]] }\n'),
      at: '4:5',
      says: 'needs outputs',
    },
    {
      name: 'a node builder that leaves nothing',
      input: builders('    a: { node: {} }\n'),
      at: '4:5',
      says: 'pack: true',
    },
    {
      name: 'outputs of a go builder',
      input: builders('    a: { go: {}, platforms: [linux/amd64], outputs: [x] }\n'),
      at: '4:44',
      says: 'has no outputs',
    },
    {
      name: 'ldflags of a command builder',
      input: builders(
        '    a: { command: [[x]], outputs: [x], platforms: [linux/amd64], where: [{ match: "*/*", ldflags: [x] }] }\n',
      ),
      at: '4:90',
      says: 'has no ldflags',
    },
    {
      name: 'a platform that stands twice',
      input: builders('    a: { go: {}, platforms: [linux/amd64, linux/amd64] }\n'),
      at: '4:43',
      says: 'stands twice',
    },
    {
      name: 'where that matches nothing',
      input: builders("    a: { go: {}, platforms: [linux/amd64], where: [{ match: 'windows/*' }] }\n"),
      at: '4:61',
      says: 'matches no platform',
    },
    {
      name: 'a target where there are no platforms',
      input: builders("    a: { command: [[x, '{target}']], outputs: [x] }\n"),
      at: '4:24',
      says: '{target} stands for nothing',
    },
    {
      name: 'an input of no builder',
      input: builders('    a: { command: [[x]], outputs: [x], inputs: [{ from: b, to: c }] }\n'),
      at: '4:57',
      says: 'no builder "b"',
    },
    {
      name: 'an input for another target',
      input: builders(
        '    a: { go: {}, platforms: [linux/amd64] }\n    b: { go: {}, platforms: [linux/arm64], inputs: [{ from: a, to: c }] }\n',
      ),
      at: '5:61',
      says: 'not built for the target linux_arm64',
    },
    {
      name: 'a builder that needs itself',
      input: builders('    a: { command: [[x]], outputs: [x], inputs: [{ from: a, to: c }] }\n'),
      at: '4:57',
      says: 'a needs a',
    },
    {
      name: 'inputs that go round',
      input: builders(
        '    a: { command: [[x]], outputs: [x], inputs: [{ from: b, to: c }] }\n    b: { command: [[x]], outputs: [x], inputs: [{ from: a, to: c }] }\n',
      ),
      at: '5:57',
      says: 'a needs b needs a',
    },
    {
      name: 'a published file of no builder',
      input: 'version: 1\npackage: { files: [{ from: x, asset: y }] }\n',
      at: '2:28',
      says: 'no builder "x"',
    },
    {
      name: 'an archive of no builder',
      input: 'version: 1\npackage: { archives: [{ from: [x], asset: y }] }\n',
      at: '2:32',
      says: 'no builder "x"',
    },
    {
      name: 'a source archive that holds more',
      input: builders(`${go}package: { archives: [{ from: [source, cli], asset: y }] }\n`),
      at: '5:32',
      says: 'source stands alone',
    },
    {
      name: 'a format for no system',
      input: builders(
        `${go}package: { archives: [{ from: cli, asset: 'y_{arch}', format: { windows: zip } }] }\n`,
      ),
      at: '5:65',
      says: 'nothing here is built for windows',
    },
    {
      name: 'a platform in the name of a source archive',
      input: "version: 1\npackage: { archives: [{ from: source, asset: 'x_{os}' }] }\n",
      at: '2:46',
      says: '{os} stands for nothing',
    },
    {
      name: 'a name that Windows keeps',
      input: 'version: 1\npackage: { archives: [{ from: source, asset: con }] }\n',
      at: '2:46',
      says: 'device',
    },
    {
      name: 'an archive of one name for two platforms',
      input: builders(`${go}package: { archives: [{ from: cli, asset: y }] }\n`),
      at: '5:43',
      says: 'two assets would be called y.tar.gz',
      code: 'ASSET_NAME_TWICE',
    },
    {
      name: 'names that differ in case only',
      input: 'version: 1\npackage: { archives: [{ from: source, asset: a }, { from: source, asset: A }] }\n',
      at: '2:74',
      says: 'a.tar.gz and A.tar.gz',
      code: 'ASSET_NAME_TWICE',
    },
    {
      name: 'the OIDC token for a build',
      input: 'version: 1\nbuild: { env: { pass: [CI, ACTIONS_ID_TOKEN_REQUEST_TOKEN] } }\n',
      at: '2:28',
      says: 'credential',
    },
    // what is not built yet
    {
      name: 'uploads',
      input: 'version: 1\npublish: { upload: [npm] }\n',
      at: '2:12',
      says: 'publish.upload',
      code: 'NOT_YET_SUPPORTED',
    },
  ])('refuses $name at its place', ({ input, at, says, code = 'CONFIG_INVALID' }) => {
    const failure = failureOf(typeof input === 'string' ? bytes(input) : input);
    expect({ code: failure.code, at: failure.at, exit: failure.exit }).toEqual({
      code,
      at: `colophon.yaml:${at}`,
      exit: 2,
    });
    expect(failure.message).toContain(says);
    expect(failure.remedy).not.toBe('');
  });

  it('tells all faults at once, in the order of the file', () => {
    const failure = failureOf(bytes('version: 2\ngate: { approvals: many }\nzzz: 1\naaa: 2\n'));
    expect([failure.at, ...failure.more.map(({ at }) => at)]).toEqual([
      'colophon.yaml:1:10',
      'colophon.yaml:2:20',
      'colophon.yaml:3:1',
      'colophon.yaml:4:1',
    ]);
  });

  it('tells all faults across sections at once', () => {
    const failure = failureOf(
      bytes(builders('    a: { go: {} }\n    b: { command: [[x]] }\npublish: { upload: [x] }\n')),
    );
    expect(failure.code).toBe('CONFIG_INVALID');
    expect(failure.more).toHaveLength(2);
  });

  it('stops an alias bomb where it begins to grow', () => {
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]'];
    for (const [from, to] of ['ab', 'bc', 'cd', 'de', 'ef', 'fg'])
      bomb.push(`${to}: &${to} [${Array(9).fill(`*${from}`).join(', ')}]`);
    const failure = failureOf(bytes(`version: 1\n${bomb.join('\n')}\n`));
    expect(failure.code).toBe('CONFIG_INVALID');
    expect(failure.message).toMatch(/too many (values|aliases)/);
  });

  it('stops at what is nested without end', () => {
    expect(failureOf(bytes(`version: 1\ngate: ${'['.repeat(500)}${']'.repeat(500)}\n`)).message).toContain(
      'nested too deeply',
    );
    for (const bomb of ['[', '{a: ', '- ', '? ']) {
      expect(failureOf(bytes(bomb.repeat(100_000))).message).toContain('nested too deeply');
    }
  });

  it('stops at more keys than a configuration has, before they are compared', () => {
    const keys = Array.from({ length: 60_000 }, (_, index) => `k${index}: 1`).join('\n');
    expect(failureOf(bytes(keys)).message).toContain('too many values');
  });

  it('throws nothing but failures with a place, whatever the bytes', () => {
    const edit = fc.tuple(
      fc.nat(WHOLE.length),
      fc.nat(12),
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 6 }),
        fc.constantFrom('{', '[', '&a ', '*a', '!!x ', ': ', '\n', '- ', "'", '../'),
      ),
    );
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        const text = edits.reduce(
          (whole, [at, cut, put]) => whole.slice(0, at) + put + whole.slice(at + cut),
          WHOLE,
        );
        // Anything but a `Failure` is thrown on.
        expect(placeOf(text)).toMatch(/^(accepted|colophon\.yaml:[1-9][0-9]*:[1-9][0-9]*)$/);
      }),
      { numRuns: 100 },
    );
  });

  it('shows what an attacker wrote without letting it act', () => {
    const failure = failureOf(bytes('version: 1\n"\\u001b[2Jx": 1\n'));
    expect(failure.message).not.toContain('\u001b');
  });
});

it('takes the example of docs/configuration.md, and the configurations of this repository', () => {
  const page = readFileSync('docs/configuration.md', 'utf8');
  const example = /```yaml\n(.*?)```/s.exec(page)?.[1] ?? '';
  expect(Object.keys(parse(example).shape.build?.files ?? {})).toEqual(['web', 'cli', 'rs', 'msi']);
  for (const file of [
    'colophon.yaml',
    'examples/widget/colophon.yaml',
    'examples/k8s-breakglass/colophon.yaml',
  ]) {
    expect(parseConfiguration(readFileSync(file), file).shape.version).toBe(1);
  }
});
