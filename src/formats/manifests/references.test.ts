import { describe, expect, it } from 'vitest';

import { imageReferences } from './references.ts';

const digest = `sha256:${'a'.repeat(64)}`;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const found = (text: string, fields?: readonly string[]): readonly string[] =>
  imageReferences(bytes(text), fields).map(({ reference }) => reference);

describe('image references are found', () => {
  it.each([
    {
      name: 'in a pod: containers, init containers, ephemeral containers, image volumes',
      text: `
kind: Pod
spec:
  initContainers: [{ name: i, image: init:1 }]
  containers:
    - image: main
      name: m
  ephemeralContainers: [{ image: "debug@${digest}" }]
  volumes: [{ name: v, image: { reference: files, pullPolicy: Always } }]
`,
      expect: ['init:1', 'main', `debug@${digest}`, 'files'],
    },
    {
      name: 'in a cron job, as deep as they lie',
      text: `
kind: CronJob
spec: { jobTemplate: { spec: { template: { spec: { containers: [{ image: job }] } } } } }
`,
      expect: ['job'],
    },
    {
      name: 'in lists of lists, and in JSON',
      text: '{"kind":"List","items":[{"kind":"List","items":[{"spec":{"containers":[{"image":"a"}]}}]}]}',
      expect: ['a'],
    },
    {
      name: 'in a custom resource that embeds a pod template',
      text: 'kind: Rollout\nspec: { workload: { template: { spec: { containers: [{ image: x }] } } } }\n',
      expect: ['x'],
    },
    {
      name: 'under a key called image, if they have tag, digest or host',
      text: 'kind: Widget\nspec:\n  a: { image: plain }\n  b: { image: tagged:1 }\n  c: { image: ghcr.io/x/y }\n',
      expect: ['tagged:1', 'ghcr.io/x/y'],
    },
    {
      name: 'in each of several documents, empty ones between',
      text: '---\n# nothing\n---\nspec: { containers: [{ image: a }] }\n---\n---\nspec: { containers: [{ image: b }] }\n...\n',
      expect: ['a', 'b'],
    },
    {
      name: 'whatever the spelling: quotes, escapes, blocks, tags',
      text: `
spec:
  containers:
    - "im\\u0061ge": "a:\\x31"
    - 'image': 'b:1'
    - image: !!str c:1
    - image: >-
        d:1
    - ? image
      : e:1
    - image: |
        f:1
`,
      expect: ['a:1', 'b:1', 'c:1', 'd:1', 'e:1', 'f:1'],
    },
    {
      name: 'twice where a key stands twice',
      text: 'spec: { containers: [{ image: a:1, image: b:1 }] }',
      expect: ['a:1', 'b:1'],
    },
  ])('$name', ({ text, expect: references }) => {
    expect(found(text)).toEqual(references);
  });

  it('in fields that the configuration names, of objects in lists too', () => {
    const text = `
kind: List
items:
  - kind: Agent
    spec: { sidecar: ghcr.io/x/side:1, pool: [{ images: [p:1, q:1] }], note: y:1 }
  - kind: Other
    spec: { sidecar: ghcr.io/x/other:1 }
`;
    expect(found(text)).toEqual([]);
    expect(found(text, ['Agent.spec.sidecar', 'Agent.spec.pool[].images[]'])).toEqual([
      'ghcr.io/x/side:1',
      'p:1',
      'q:1',
    ]);
  });

  it('with document, path, line and column', () => {
    const text = 'a: 1\n---\n# comment\nspec:\n  containers:\n    - name: é\n      image: x:1 # here\n';
    expect(imageReferences(bytes(text))).toEqual([
      { reference: 'x:1', document: 1, path: 'spec.containers[0].image', line: 7, column: 14 },
    ]);
  });
});

describe('aliases', () => {
  it('of a reference count once, where the anchor stands', () => {
    const text = 'x: &i widget\nspec: { containers: [{ image: *i }, { image: *i }] }\n';
    expect(imageReferences(bytes(text))).toMatchObject([{ reference: 'widget', line: 1, column: 7 }]);
  });

  it('of a container, of a list of containers, and merged ones lead to the anchor', () => {
    const text = `
x: &c { image: one }
y: &l [{ image: two }]
z: &m { image: three }
spec: { containers: [*c, { <<: *m, name: n }], initContainers: *l }
`;
    expect(found(text)).toEqual(['one', 'two', 'three']);
  });

  it('that are merged as a list, and that merge others', () => {
    const text = `
a: &a { image: one }
b: &b { <<: *a }
c: &c { x: 1 }
spec: { containers: [{ <<: [*b, *c] }] }
`;
    expect(found(text)).toEqual(['one']);
  });

  it('mean what their name meant there, though it is given again later', () => {
    const text = 'a: &i one\nspec: { containers: [{ image: *i }] }\nb: &i two\n';
    expect(found(text)).toEqual(['one']);
  });

  it('do not reach over documents', () => {
    expect(() => found('a: &i one\n---\nspec: { containers: [{ image: *i }] }\n')).toThrow(/alias/);
  });

  it('that go round, or that multiply, cost nothing', () => {
    const laughs = Array.from(
      { length: 30 },
      (_, at) => `l${at + 1}: &l${at + 1} { containers: [${Array(9).fill(`*l${at}`).join(', ')}] }`,
    );
    const text = `l0: &l0 { image: ha }\n${laughs.join('\n')}\nround: &r { containers: [*r] }\n`;
    expect(found(text)).toEqual(['ha']);
  });
});

it.each([
  { name: 'no UTF-8', input: Uint8Array.of(0xff, 0xfe, 97, 0) },
  { name: 'no YAML', input: bytes('a: "b\n') },
  { name: 'nested without end', input: bytes('['.repeat(50_000)) },
  { name: 'too large', input: new Uint8Array(16 * 1024 * 1024 + 1) },
])('bytes that are $name are refused', ({ input }) => {
  expect(() => imageReferences(input)).toThrow(expect.objectContaining({ name: 'FormatError' }));
});
