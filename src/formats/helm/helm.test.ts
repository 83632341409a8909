import { describe, expect, it } from 'vitest';

import type { Pin } from '../manifests/pins.ts';
import { withPlainHeader } from './archive.ts';
import { isChartVersion, parseChart, withVersions } from './chart-yaml.ts';
import { helmIgnore } from './ignore.ts';
import { lockDigest, parseLock } from './lock.ts';
import { chartConfig, chartManifest, chartTag } from './manifest.ts';
import { chartFileReferences, literalImages } from './references.ts';
import { pinValues } from './values.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (all: Uint8Array): string => new TextDecoder().decode(all);
const digest = `sha256:${'a'.repeat(64)}` as const;
const CHART = 'apiVersion: v2\nname: widget\nversion: 0.4.1\n';

describe('Chart.yaml', () => {
  it('is read with everything that Helm knows, cleaned as Helm does it, and nothing empty', () => {
    const chart = parseChart(
      bytes(`# a chart
apiVersion: v2
name: widget
description: |
  Two
  lines.
version: 0.4.1+build.1
home: ''
keywords: []
deprecated: false
unknown: { a: 1 }
maintainers: [{ name: Ann, email: ann@example.com, other: x }, { name: Bob }]
dependencies: [{ name: base, version: ">=1", repository: 'https://x' }]
`),
    );
    expect(chart.metadata).toEqual({
      apiVersion: 'v2',
      name: 'widget',
      description: 'Two lines. ',
      version: '0.4.1+build.1',
      maintainers: [{ name: 'Ann', email: 'ann@example.com' }, { name: 'Bob' }],
      dependencies: [{ name: 'base', version: '>=1', repository: 'https://x' }],
    });
    expect(chart.appVersion).toBeUndefined();
  });

  it.each([
    { name: 'version 1 of the format', input: 'apiVersion: v1\nname: a\nversion: 1.0.0\n' },
    { name: 'no name', input: 'apiVersion: v2\nversion: 1.0.0\n' },
    { name: 'a name that leaves its directory', input: 'apiVersion: v2\nname: ../a\nversion: 1.0.0\n' },
    { name: 'no version', input: 'apiVersion: v2\nname: a\n' },
    { name: 'an empty version', input: "apiVersion: v2\nname: a\nversion: ''\n" },
    { name: 'half a version', input: 'apiVersion: v2\nname: a\nversion: "1.0"\n' },
    { name: 'a version with a v', input: 'apiVersion: v2\nname: a\nversion: v1.0.0\n' },
    { name: 'a number for a version', input: 'apiVersion: v2\nname: a\nversion: 1.0\n' },
    { name: 'a number for an appVersion', input: `${CHART}appVersion: 1.10\n` },
    { name: 'a key twice', input: `${CHART}version: 0.4.2\n` },
    { name: 'an alias', input: `${CHART}home: &a x\nicon: *a\n` },
    { name: 'two documents', input: `${CHART}---\n${CHART}` },
    { name: 'a list', input: '- a\n' },
    { name: 'nothing', input: '' },
    { name: 'another type', input: `${CHART}type: program\n` },
    {
      name: 'two dependencies of one name',
      input: `${CHART}dependencies: [{ name: a }, { name: b, alias: a }]\n`,
    },
  ])('is refused with $name', ({ input }) => {
    expect(() => parseChart(bytes(input))).toThrow(expect.objectContaining({ name: 'FormatError' }));
  });

  it.each([
    {
      name: 'comments, order and quotes stay',
      before: `# head\n${CHART}appVersion: "v1" # set by the release\nhome: x\n`,
      after:
        '# head\napiVersion: v2\nname: widget\nversion: 0.5.0\nappVersion: "v1.2.3" # set by the release\nhome: x\n',
    },
    {
      name: 'an appVersion that is missing is added',
      before: `${CHART}home: x`,
      after: 'apiVersion: v2\nname: widget\nversion: 0.5.0\nhome: x\nappVersion: v1.2.3\n',
    },
    {
      name: 'an empty one is filled',
      before: `${CHART}appVersion: # none\nhome: x\n`,
      after: 'apiVersion: v2\nname: widget\nversion: 0.5.0\nappVersion: v1.2.3 # none\nhome: x\n',
    },
  ])('gets the versions of a release: $name', ({ before, after }) => {
    const written = withVersions(bytes(before), { version: '0.5.0', appVersion: 'v1.2.3' });
    expect(text(written)).toBe(after);
    expect(parseChart(written)).toMatchObject({ version: '0.5.0', appVersion: 'v1.2.3' });
  });

  it('keeps a version a text, whatever it looks like', () => {
    for (const appVersion of ['1.2', '12', '2026-01-02', 'true', '1e3', '0x1f']) {
      const written = withVersions(bytes(`${CHART}appVersion: x\n`), { version: '0.4.1', appVersion });
      expect(parseChart(written).appVersion).toBe(appVersion);
    }
  });

  it.each(['a"b', 'a\nb', '', 'a b'])('takes no version such as %j', (appVersion) => {
    expect(() => withVersions(bytes(CHART), { version: '0.4.1', appVersion })).toThrow(/no version/);
  });

  it('knows SemVer 2', () => {
    expect(['0.0.0', '1.2.3-rc.1+b.01', '1.2.3--x'].every(isChartVersion)).toBe(true);
    expect(
      ['1.2', '01.2.3', '1.2.3-01', '1.2.3-', '1.2.3+', 'v1.2.3', '1.2.3-rc..1'].some(isChartVersion),
    ).toBe(false);
  });
});

describe('.helmignore', () => {
  const FILES = [
    'Chart.yaml',
    'ci/a.yaml',
    'sub/ci/b.yaml',
    'x.orig',
    'sub/x.orig',
    'docs/a.md',
    'templates/.hidden',
  ];
  it.each([
    { rules: '', left: ['Chart.yaml', 'ci/a.yaml', 'sub/ci/b.yaml', 'x.orig', 'sub/x.orig', 'docs/a.md'] },
    { rules: '\ufeff# no\n*.orig\nci/\n', left: ['Chart.yaml', 'docs/a.md'] },
    { rules: '/ci/\n/x.orig', left: ['Chart.yaml', 'sub/ci/b.yaml', 'sub/x.orig', 'docs/a.md'] },
    { rules: 'sub/*\n', left: ['Chart.yaml', 'ci/a.yaml', 'x.orig', 'docs/a.md'] },
    { rules: 'docs\n[a-c]i\n?.orig\n', left: ['Chart.yaml'] },
    {
      rules: 'Chart.yaml/\n',
      left: ['Chart.yaml', 'ci/a.yaml', 'sub/ci/b.yaml', 'x.orig', 'sub/x.orig', 'docs/a.md'],
    },
    // A negated rule leaves out all that it does not match, directories too.
    { rules: '!Chart.yaml\n', left: ['Chart.yaml'] },
  ])('$rules', ({ rules, left }) => {
    const ignored = helmIgnore(bytes(rules));
    expect(FILES.filter((path) => !ignored(path))).toEqual(left);
  });

  it.each(['a/**', '[a', 'a\\'])('refuses %s, which Helm cannot read', (rules) => {
    expect(() => helmIgnore(bytes(rules))).toThrow(expect.objectContaining({ name: 'FormatError' }));
  });
});

describe('Chart.lock', () => {
  it('has the digest that Helm computes', () => {
    // Made by `helm dependency update` of Helm 4.3.
    const lock = parseLock(bytes(LOCK));
    expect(lockDigest(parseChart(bytes(LOCKED)).dependencies, lock.dependencies)).toBe(lock.digest);
  });

  it('has another digest for another wish', () => {
    const lock = parseLock(bytes(LOCK));
    const { dependencies } = parseChart(bytes(LOCKED.replace('>=0.1.0', '>=0.1.1')));
    expect(lockDigest(dependencies, lock.dependencies)).not.toBe(lock.digest);
  });
});

const LOCKED = `${CHART}dependencies:
  - name: base
    version: ">=0.1.0 <1.0.0"
    repository: file://../base
    condition: base.enabled
    tags: [a, b]
    alias: ground
    import-values:
      - data
      - { parent: up, child: down }
`;
const LOCK = `dependencies:
- name: base
  repository: file://../base
  version: 0.1.2
digest: sha256:624dc760cce3d00bb78008629d8414c832fca09004646d4767e65edd7d815c46
generated: "2026-11-25T22:59:57.812051323Z"
`;

const widget: Pin = {
  image: 'widget',
  repository: 'ghcr.io/acme/widget',
  known: [],
  tags: ['v1.2.3'],
  moving: [],
  digest,
};
const pinOf = (image: string): Pin | undefined => (image === 'widget' ? widget : undefined);

describe('values.yaml', () => {
  it('gets its images, and keeps everything else', () => {
    const before = `# how many
replicas: 2
image:
  repository: x # where
  tag: ''   # filled
  digest:   # filled, too
  pull: Always
whole: "x:1"
`;
    const { bytes: after, missing } = pinValues(
      bytes(before),
      [
        { image: 'widget', repository: 'image.repository', tag: 'image.tag', digest: 'image.digest' },
        { image: 'widget', reference: 'whole' },
      ],
      pinOf,
    );
    expect(missing).toEqual([]);
    expect(text(after)).toBe(`# how many
replicas: 2
image:
  repository: ghcr.io/acme/widget # where
  tag: 'v1.2.3'   # filled
  digest: ${digest}   # filled, too
  pull: Always
whole: "ghcr.io/acme/widget:v1.2.3@${digest}"
`);
  });

  it('puts the host into the registry beside the repository', () => {
    const { bytes: after } = pinValues(
      bytes('image: { registry: quay.io, repository: x }\n'),
      [{ image: 'widget', repository: 'image.repository' }],
      pinOf,
    );
    expect(text(after)).toBe('image: { registry: "ghcr.io", repository: acme/widget }\n');
  });

  it('says which places are not there', () => {
    const images = [
      { image: 'widget', repository: 'image.repository', tag: 'image', digest: 'a.b', reference: 'twice' },
    ];
    expect(
      pinValues(bytes('x: &x 1\nimage: {}\na: *x\ntwice: 1\ntwice: 2\n'), images, pinOf).missing,
    ).toEqual([
      { path: 'image.repository', why: 'repository is not there' },
      { path: 'image', why: 'it is no single value' },
      { path: 'a.b', why: 'there is no map above it' },
      { path: 'twice', why: 'twice stands twice' },
    ]);
  });
});

describe('the images of a chart', () => {
  const found = (path: string, content: string): readonly string[] =>
    chartFileReferences(path, bytes(content)).map(({ reference, line }) => `${line} ${reference}`);

  it('stand in values whole or apart, of subcharts too', () => {
    const values = `image: { repository: nginx, tag: 1.20 }
other: { registry: quay.io, repository: a/b, digest: "${digest}" }
sidecar: { image: busybox:1.36 }
untagged: { repository: c/d, tag: '' }
git: { repository: https://example.com/x.git, tag: v1 }
`;
    const expected = ['1 nginx:1.20', `2 quay.io/a/b@${digest}`, '3 busybox:1.36', '4 c/d'];
    expect(found('values.yaml', values)).toEqual(expected);
    expect(found('charts/sub/charts/deeper/values.yaml', values)).toEqual(expected);
    expect(found('ci/values.yaml', values)).toEqual([]);
  });

  it('stand literally in templates, at exactly their own letters', () => {
    const template = `{{- if .Values.x }}
      containers:
        - image: nginx:1.27 # fixed
        - image: "busybox"
          'image': 'a/b:1'
        - image: {{ .Values.image }}
        - image: "{{ .Values.image }}:x"
        - image: a:{{ .Values.tag }}
        # image: no:1
{{- end }}
`;
    expect(found('templates/x.yaml', template)).toEqual(['3 nginx:1.27', '4 busybox', '5 a/b:1']);
    expect(found('README.md', template)).toEqual([]);
    expect(literalImages(template).map(({ from, to }) => template.slice(from, to))).toEqual([
      'nginx:1.27',
      'busybox',
      'a/b:1',
    ]);
  });
});

describe('a chart in a registry', () => {
  it('has Chart.yaml as config, and what Helm annotates', () => {
    const chart = parseChart(
      bytes(
        `${CHART}appVersion: v1.2.3
description: Greets.
home: https://example.com
sources: [https://example.com/a, https://example.com/b]
maintainers: [{ name: Ann, email: ann@example.com }, { name: Bob }]
annotations: { org.opencontainers.image.title: no, org.opencontainers.image.url: https://own.example, own: yes }
`
          .replace('title: no', "title: 'no'")
          .replace('own: yes', "own: 'yes'"),
      ),
    );
    const content = { mediaType: 'x', digest, size: 1 };
    const manifest = chartManifest({ chart, config: content, layer: content, epoch: 1767315845 });
    expect(manifest.annotations).toEqual({
      'org.opencontainers.image.title': 'widget',
      'org.opencontainers.image.version': '0.4.1',
      'org.opencontainers.image.description': 'Greets.',
      'org.opencontainers.image.url': 'https://own.example',
      'org.opencontainers.image.source': 'https://example.com/a',
      'org.opencontainers.image.authors': 'Ann (ann@example.com), Bob',
      'org.opencontainers.image.created': '2026-01-02T01:04:05Z',
      own: 'yes',
    });
    expect(JSON.parse(text(chartConfig(chart)))).toMatchObject({ name: 'widget', appVersion: 'v1.2.3' });
    expect(chartTag('1.2.3+build.1')).toBe('1.2.3_build.1');
  });
});

describe('an archive that Helm packed', () => {
  const content = Uint8Array.of(1, 2, 3, 4);
  const member = (flags: number, ...fields: readonly number[]): Uint8Array =>
    Uint8Array.of(0x1f, 0x8b, 8, flags, 9, 9, 9, 9, 2, 255, ...fields, ...content);

  it.each([
    { name: 'nothing', bytes: member(0) },
    { name: 'an extra field and a comment', bytes: member(0x14, 2, 0, 7, 7, 72, 101, 0) },
    { name: 'everything', bytes: member(0x1e, 1, 0, 7, 65, 0, 66, 0, 5, 5) },
  ])('is read with $name in its header', ({ bytes: packed }) => {
    expect(withPlainHeader(packed)).toEqual(Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, ...content));
  });

  it.each([
    { name: 'no gzip', bytes: Uint8Array.of(80, 75, 3, 4) },
    { name: 'nothing at all', bytes: new Uint8Array() },
    { name: 'flags that nobody knows', bytes: member(0x20) },
    { name: 'a comment without an end', bytes: member(0x10, 65) },
    { name: 'an extra field longer than itself', bytes: member(0x04, 255, 255) },
  ])('is refused with $name', ({ bytes: packed }) => {
    expect(() => withPlainHeader(packed)).toThrow(expect.objectContaining({ name: 'FormatError' }));
  });
});
