import { readFileSync } from 'node:fs';

import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';

import { canonicalJson } from '../canonical-json.ts';
import type { GoBuildInfo } from '../go-buildinfo/read.ts';
import { sha256 } from '../sha256.ts';
import { formatSpdx, type SpdxDescription } from './document.ts';
import { goPackages } from './go-packages.ts';
import { isLicenceExpression } from './licence.ts';
import { npmPackages } from './npm-packages.ts';
import { verificationCode } from './verification-code.ts';

const schema = JSON.parse(
  readFileSync(new URL('fixtures/spdx-2.3.schema.json', import.meta.url), 'utf8'),
) as object;
const conforms = new Ajv({ strict: false, allErrors: true }).compile(schema);

const INFO: GoBuildInfo = {
  goVersion: 'go1.26.5 X:nocoverageredesign',
  path: 'example.com/acme/widget/cmd/widget',
  main: { path: 'example.com/acme/widget', version: 'v1.2.3' },
  dependencies: [
    {
      path: 'example.com/a',
      version: 'v1.0.0',
      replaced: { path: 'example.com/b', version: 'v2.0.0', sum: 'h1:x=' },
    },
    { path: 'example.com/local', version: 'v0.1.0', replaced: { path: './local' } },
    { path: 'golang.org/x/sys', version: 'v0.30.0', sum: 'h1:y=' },
  ],
  settings: [],
};
const GO = goPackages([
  { path: 'widget', info: INFO },
  { info: { goVersion: 'go1.26.5', path: 'cmd/go', dependencies: [], settings: [] } },
]);
const NPM = npmPackages([
  {
    root: {},
    packages: [
      {
        name: '@a/b',
        version: '1.0.0',
        use: 'development',
        local: false,
        license: 'MIT',
        resolved: 'https://registry.npmjs.org/@a/b/-/b-1.0.0.tgz',
        sha512: 'ab'.repeat(64),
      },
      { name: 'c', version: '2.0.0', use: 'optional', local: false, license: 'SEE LICENSE IN LICENSE.md' },
      { name: 'tool', use: 'runtime', local: true },
    ],
  },
  { root: {}, packages: [{ name: '@a/b', version: '1.0.0', use: 'runtime', local: false, license: 'MIT' }] },
]);
const described = (over: Partial<SpdxDescription> = {}): SpdxDescription => ({
  asset: {
    name: 'widget_linux_amd64.tar.gz',
    sha256: 'cd'.repeat(32),
    version: '1.2.3',
    purl: 'pkg:github/acme/widget@v1.2.3',
    purpose: 'ARCHIVE',
    sourceInfo: 'Made from a commit.',
  },
  comment: 'Every file.',
  created: '2026-08-11T23:39:36Z',
  files: [
    { path: 'widget', sha1: '0a'.repeat(20), sha256: '0b'.repeat(32) },
    { path: 'LICENSE', sha1: '1a'.repeat(20), sha256: '1b'.repeat(32) },
  ],
  packages: [...GO.packages, ...NPM.packages],
  relationships: [...GO.relationships, ...NPM.relationships],
  ...over,
});
interface Parsed {
  readonly documentNamespace: string;
  readonly packages: readonly {
    readonly SPDXID: string;
    readonly name: string;
    readonly licenseDeclared: string;
    readonly licenseComments?: string;
  }[];
  readonly relationships: readonly {
    readonly spdxElementId: string;
    readonly relationshipType: string;
    readonly relatedSpdxElement: string;
  }[];
}
const parsed = (over?: Partial<SpdxDescription>): Parsed =>
  JSON.parse(new TextDecoder().decode(formatSpdx(described(over)))) as Parsed;

describe('an SPDX document', () => {
  it.each([
    { what: 'of everything', over: {} },
    { what: 'of files alone', over: { packages: [], relationships: [] } },
    { what: 'of an archive that is empty', over: { files: [], packages: [], relationships: [] } },
  ])('$what is valid against the published schema', ({ over }) => {
    expect([conforms(parsed(over)), conforms.errors]).toEqual([true, null]);
  });

  it('of an image names no file of its own, and may leave files out', () => {
    const image = parsed({
      name: 'widget_linux_amd64.image.spdx.json',
      asset: { ...described().asset, name: 'ghcr.io/acme/widget', purpose: 'CONTAINER' },
      leftOut: 3,
      packages: [
        {
          key: 'pkg:rpm/a',
          name: 'a',
          supplier: 'Some\nVendor',
          sha256: 'ef'.repeat(32),
          purpose: 'CONTAINER',
        },
      ],
      relationships: [
        { from: '', type: 'DESCENDANT_OF', to: 'pkg:rpm/a' },
        { from: 'pkg:rpm/a', type: 'VARIANT_OF', to: '' },
      ],
    });
    expect([conforms(image), conforms.errors]).toEqual([true, null]);
    expect(image).toMatchObject({
      name: 'widget_linux_amd64.image.spdx.json',
      packages: [
        { name: 'ghcr.io/acme/widget', primaryPackagePurpose: 'CONTAINER', filesAnalyzed: false },
        {
          supplier: 'Organization: Some Vendor',
          primaryPackagePurpose: 'CONTAINER',
          checksums: [{ algorithm: 'SHA256', checksumValue: 'ef'.repeat(32) }],
        },
      ],
    });
    expect(image.packages[0]).not.toHaveProperty('packageFileName');
    expect(image.packages[0]).not.toHaveProperty('packageVerificationCode');
  });

  it('would not be valid without what the schema demands', () => {
    const { documentNamespace: _, ...rest } = parsed();
    expect(conforms({ ...rest, packages: [{ SPDXID: 'SPDXRef-x' }] })).toBe(false);
  });

  it('describes the asset by its SHA-256, in both ways that readers know', () => {
    expect(parsed()).toMatchObject({
      documentDescribes: ['SPDXRef-Asset'],
      packages: [
        { SPDXID: 'SPDXRef-Asset', checksums: [{ algorithm: 'SHA256', checksumValue: 'cd'.repeat(32) }] },
        ...GO.packages.map(() => ({})),
        ...NPM.packages.map(() => ({})),
      ],
      relationships: expect.arrayContaining([
        {
          spdxElementId: 'SPDXRef-DOCUMENT',
          relationshipType: 'DESCRIBES',
          relatedSpdxElement: 'SPDXRef-Asset',
        },
      ]) as unknown,
    });
  });

  it('gives every element an identifier of its own, and relates only what is there', () => {
    const { packages, relationships } = parsed();
    const ids = [
      'SPDXRef-DOCUMENT',
      'SPDXRef-File-1',
      'SPDXRef-File-2',
      ...packages.map(({ SPDXID }) => SPDXID),
    ];
    expect(new Set(ids).size).toBe(ids.length);
    for (const { spdxElementId, relatedSpdxElement } of relationships)
      expect(ids).toEqual(expect.arrayContaining([spdxElementId, relatedSpdxElement]));
    expect(() =>
      formatSpdx(described({ relationships: [{ from: '', type: 'CONTAINS', to: 'nothing' }] })),
    ).toThrow(TypeError);
  });

  it('is canonical JSON, its namespace made of everything else', () => {
    const { documentNamespace, ...rest } = parsed();
    expect(formatSpdx(described())).toEqual(canonicalJson({ documentNamespace, ...rest }));
    expect(documentNamespace.slice(-64)).toBe(sha256(canonicalJson(rest)).slice(-64));
  });

  it('is the same for the same description and has another namespace for any other', () => {
    expect(formatSpdx(described())).toEqual(formatSpdx(described()));
    const spaces = [parsed(), parsed({ comment: 'x' }), parsed({ files: [], relationships: [] })].map(
      (one) => one.documentNamespace,
    );
    expect(new Set(spaces).size).toBe(3);
    for (const space of spaces)
      expect(space).toMatch(/^https:\/\/spdx\.org\/spdxdocs\/widget_linux_amd64\.tar\.gz-[0-9a-f]{64}$/);
  });

  it('declares a licence that SPDX knows, and repeats another in words', () => {
    const by = (name: string) => parsed().packages.find((one) => one.name === name);
    expect(by('@a/b')).toMatchObject({ licenseDeclared: 'MIT' });
    expect(by('c')).toMatchObject({
      licenseDeclared: 'NOASSERTION',
      licenseComments: 'The package says: SEE LICENSE IN LICENSE.md',
    });
  });

  it('takes the strongest use of an npm package, and says what linked in place of a replaced Go module', () => {
    expect(NPM.relationships).toEqual([
      { from: '', type: 'DEPENDS_ON', to: 'npm-folder:tool@' },
      { from: '', type: 'DEPENDS_ON', to: 'pkg:npm/%40a/b@1.0.0' },
      { from: 'pkg:npm/c@2.0.0', type: 'OPTIONAL_DEPENDENCY_OF', to: '' },
    ]);
    expect(GO.packages).toEqual([
      {
        key: 'go-directory:example.com/local@v0.1.0',
        name: 'example.com/local',
        version: 'v0.1.0',
        comment: "Linked from the directory ./local of the repository, not from the module's own source.",
      },
      {
        key: 'go-program:cmd/go',
        name: 'cmd/go',
        comment: 'The program names no module that it was built from.',
      },
      {
        key: 'pkg:golang/example.com/acme/widget@v1.2.3',
        name: 'example.com/acme/widget',
        version: 'v1.2.3',
        purl: 'pkg:golang/example.com/acme/widget@v1.2.3',
      },
      {
        key: 'pkg:golang/example.com/b@v2.0.0',
        name: 'example.com/b',
        version: 'v2.0.0',
        purl: 'pkg:golang/example.com/b@v2.0.0',
        comment: 'in place of example.com/a v1.0.0; go.sum h1:x=',
      },
      {
        key: 'pkg:golang/golang.org/x/sys@v0.30.0',
        name: 'golang.org/x/sys',
        version: 'v0.30.0',
        purl: 'pkg:golang/golang.org/x/sys@v0.30.0',
        comment: 'go.sum h1:y=',
      },
      {
        key: 'pkg:golang/stdlib@1.26.5',
        name: 'stdlib',
        version: '1.26.5',
        purl: 'pkg:golang/stdlib@1.26.5',
        licence: 'BSD-3-Clause',
      },
    ]);
  });

  it('counts its files as clause 7.9 says', () => {
    // printf '%s%s' <the two, sorted> | sha1sum
    expect(
      verificationCode([
        'da39a3ee5e6b4b0d3255bfef95601890afd80709',
        '0a0a9f2a6772942557ab5355d76af442f8f65e01',
      ]),
    ).toBe('a6e3d97c9c8ffd1d544f72ddb7825ba57739996f');
  });

  it.each([
    ['MIT', true],
    ['(MIT OR Apache-2.0)', true],
    ['MIT AND (BSD-2-Clause OR ISC)', true],
    ['MIT*', false],
    ['', false],
    ['MIT OR', false],
    ['(MIT', false],
    ['SEE LICENSE IN x', false],
    ['UNLICENSED', false],
    ['MIT Apache-2.0', false],
    ['mit', false],
    ['('.repeat(5000), false],
  ])('takes %j as a licence: %s', (text, expected) => {
    expect(isLicenceExpression(text)).toBe(expected);
  });
});
