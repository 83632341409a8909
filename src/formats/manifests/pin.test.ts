import { describe, expect, it } from 'vitest';

import { pinImages } from './pin.ts';
import type { Pin } from './pins.ts';

const digest = `sha256:${'a'.repeat(64)}` as const;
const other = `sha256:${'b'.repeat(64)}`;
const widget: Pin = {
  image: 'widget',
  repository: 'ghcr.io/acme/widget',
  known: ['controller', 'placeholder:dev'],
  tags: ['v1.2.3', '1.2.3'],
  moving: ['latest', '1.2'],
  digest,
};
const OURS = `ghcr.io/acme/widget:v1.2.3@${digest}`;

const pin = (text: string, more: { pins?: readonly Pin[]; fields?: readonly string[] } = {}) => {
  const { bytes, ...rest } = pinImages(new TextEncoder().encode(text), more.pins ?? [widget], {
    file: 'install.yaml',
    ...(more.fields === undefined ? {} : { fields: more.fields }),
  });
  return { text: new TextDecoder().decode(bytes), ...rest, codes: rest.findings.map(({ code }) => code) };
};
const container = (image: string): string => `spec: { containers: [{ image: ${image} }] }\n`;

describe('pinning', () => {
  it.each([
    'ghcr.io/acme/widget',
    'ghcr.io/acme/widget:v1.2.3',
    'ghcr.io/acme/widget:latest',
    'ghcr.io/acme/widget:dev',
    'GHCR.io/acme/widget:1.2',
    'controller',
    'controller:e2e',
    'docker.io/library/controller:e2e',
    'placeholder:dev',
  ])('replaces %s', (mention) => {
    expect(pin(container(mention))).toMatchObject({
      text: container(OURS),
      mentioned: ['widget'],
      externalImages: [],
      codes: [],
    });
  });

  it.each(['placeholder:prod', 'placeholder:prod2', 'ghcr.io/acme/gadget:v1', `x/y@${other}`])(
    'leaves %s, and lists it',
    (mention) => {
      expect(pin(container(mention))).toMatchObject({
        text: container(mention),
        mentioned: [],
        externalImages: [mention],
      });
    },
  );

  it('keeps comments, order, quotes, layout and line ends, byte for byte', () => {
    const before = `# head\r
---\r
b:   {image: 'controller:x',  a: 1}   # one\r
a:\r
  containers:\r
  -   image:   "ghcr.io/acme/widget"   # two\r
      name: [ x,y ]\r
  - image: >-\r
        controller\r
    name: z\r
  - image: controller # three\r
---\r
# tail`;
    const after = before
      .replace("'controller:x'", `'${OURS}'`)
      .replace('"ghcr.io/acme/widget"', `"${OURS}"`)
      .replace('>-\r\n        controller\r\n', `${OURS}\r\n`)
      .replace('controller # three', `${OURS} # three`);
    expect(pin(before).text).toBe(after);
  });

  it('changes an anchor once for all of its aliases', () => {
    const before = 'x-image: &i controller\nspec: { containers: [{ image: *i }, { image: *i }] }\n';
    expect(pin(before).text).toBe(before.replace('&i controller', `&i ${OURS}`));
  });

  it('changes nothing when it is done again', () => {
    const once = pin(container('controller')).text;
    expect(pin(once)).toMatchObject({ text: once, mentioned: ['widget'], codes: [] });
  });

  it('reaches fields of custom resources that the configuration names, and no others', () => {
    const text = 'kind: Agent\nspec: { sidecar: controller, note: controller, pool: other:1 }\n';
    expect(pin(text, { fields: ['Agent.spec.sidecar', 'Agent.spec.pool'] })).toMatchObject({
      text: text.replace('sidecar: controller', `sidecar: ${OURS}`),
      externalImages: ['other:1'],
    });
  });

  it('knows Docker Hub by all its names', () => {
    const hub = { ...widget, repository: 'acme/widget' };
    expect(pin(container('index.docker.io/acme/widget:x'), { pins: [hub] }).text).toBe(
      container(`acme/widget:v1.2.3@${digest}`),
    );
  });
});

describe('what is noticed', () => {
  it.each([
    { name: 'no tag', mention: 'nginx', codes: ['EXTERNAL_IMAGE_UNPINNED'] },
    { name: 'latest', mention: 'nginx:latest', codes: ['EXTERNAL_IMAGE_UNPINNED'] },
    { name: 'latest by digest: nothing', mention: `nginx:latest@${other}`, codes: [] },
    { name: 'a version: nothing', mention: 'nginx:1.27', codes: [] },
    {
      name: 'another version of ours',
      mention: 'ghcr.io/acme/widget:v1.2.2',
      codes: ['IMAGE_OF_OTHER_VERSION'],
    },
    {
      name: 'another digest of ours',
      mention: `ghcr.io/acme/widget@${other}`,
      codes: ['IMAGE_OF_OTHER_VERSION'],
    },
    { name: 'another registry', mention: 'quay.io/acme/widget:v1.2.3', codes: ['IMAGE_LOOKS_LIKE_OURS'] },
    { name: 'another namespace', mention: 'ghcr.io/evil/widget:v1.2.3', codes: ['IMAGE_LOOKS_LIKE_OURS'] },
    { name: 'a letter too many', mention: 'ghcr.io/acme/widgets:v1', codes: ['IMAGE_LOOKS_LIKE_OURS'] },
    { name: 'two letters swapped', mention: 'ghcr.io/acme/wigdet:v1', codes: ['IMAGE_LOOKS_LIKE_OURS'] },
    { name: 'a digit for a letter', mention: 'ghcr.io/acme/w1dget:v1', codes: ['IMAGE_LOOKS_LIKE_OURS'] },
    {
      name: 'another case',
      mention: 'ghcr.io/Acme/widget:v1',
      codes: ['IMAGE_LOOKS_LIKE_OURS', 'IMAGE_REFERENCE_INVALID'],
    },
    {
      name: 'a Cyrillic letter',
      mention: 'ghcr.io/асme/widget:v1',
      codes: ['IMAGE_LOOKS_LIKE_OURS', 'IMAGE_REFERENCE_INVALID'],
    },
    { name: 'no reference', mention: '"${IMAGE}"', codes: ['IMAGE_REFERENCE_INVALID'] },
  ])('$name', ({ mention, codes }) => {
    expect(pin(container(mention)).codes).toEqual(codes);
  });

  it('a mention where no image is looked for, but not in comments and not without a version', () => {
    const text = `spec:
  # ghcr.io/acme/widget:v1 is ours
  about: see https://ghcr.io/acme/widget:v9 and ghcr.io/acme/widget
  env: [{ name: RELATED_IMAGE, value: ghcr.io/acme/widget:v1.2.3 }]
  data: |
    image: ghcr.io/acme/widget@${other}
`;
    const { text: after, findings } = pin(text);
    expect(after).toBe(text);
    expect(findings.map(({ code, message }) => [code, message.split(' ')[0]])).toEqual([
      ['IMAGE_MENTION_NOT_PINNED', 'install.yaml:4:39'],
      ['IMAGE_MENTION_NOT_PINNED', 'install.yaml:6:12'],
    ]);
  });

  it('stops nothing, and says where', () => {
    const { findings } = pin(container('nginx'));
    expect(findings).toMatchObject([{ result: 'info', demanded: false, subject: 'nginx' }]);
    expect(findings[0]?.message).toMatch(/^install\.yaml:1:31 mentions "nginx"/);
  });
});
