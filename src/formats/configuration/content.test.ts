// Images, manifests, charts and mirrors that are wrong: every fault at its place, with a sentence that says what to do.
import { expect, it } from 'vitest';

import { Failure } from '../../domain/failure.ts';
import { parseConfiguration } from './configuration.ts';

const failureOf = (text: string): Failure => {
  try {
    parseConfiguration(new TextEncoder().encode(text), 'colophon.yaml');
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('the configuration was accepted');
};

const builders = (text: string): string => `version: 1\nbuild:\n  files:\n${text}`;

/** An image like others, from a base. */
const plain = (path: string): string =>
  `{ repository: ghcr.io/${path}, platforms: [linux/amd64], layers: { base: 'ghcr.io/base@sha256:${'a'.repeat(64)}' } }`;

/** An image like others, with other keys on line 6. */
const imageWith = (keys: string): string =>
  builders(`    cli: { go: {}, platforms: [linux/amd64, linux/arm64] }
    two: { command: [[x]], outputs: [x], platforms: [{ linux/amd64: musl }, { linux/amd64: gnu }, linux/arm64] }
  images: { a: { ${[
    keys,
    ...[
      'repository: ghcr.io/acme/widget',
      'platforms: [linux/amd64]',
      `layers: { base: 'ghcr.io/base@sha256:${'a'.repeat(64)}' }`,
    ].filter((line) => !keys.includes(line.slice(0, line.indexOf(':') + 1))),
  ].join(', ')} } }
`);

it.each<{ name: string; input: string; at: string; says: string; code?: string }>([
  // images
  ...[
    {
      is: 'a repository without a host',
      image: 'repository: acme/widget',
      at: 30,
      says: 'the host of its registry',
    },
    {
      is: 'a repository in capitals',
      image: 'repository: ghcr.io/Acme/widget',
      at: 30,
      says: 'lower case',
    },
    {
      is: 'a repository with a tag',
      image: "repository: 'ghcr.io/acme/widget:v1'",
      at: 30,
      says: 'without a tag',
    },
    {
      is: 'a repository with a digest',
      image: `repository: 'ghcr.io/acme/widget@sha256:${'a'.repeat(64)}'`,
      at: 30,
      says: 'without a digest',
    },
    { is: 'a repository with a scheme', image: "repository: 'https://ghcr.io/a'", at: 30, says: 'scheme' },
    {
      is: 'a repository with dots in it',
      image: 'repository: ghcr.io/acme/../x',
      at: 30,
      says: 'no repository',
    },
    {
      is: 'a repository with an empty part',
      image: 'repository: ghcr.io/acme//x',
      at: 30,
      says: 'no repository',
    },
    { is: 'latest as a version', image: 'tags: [latest]', at: 25, says: 'under `moving`' },
    { is: 'a version tag that moves', image: "tags: ['{major}.{minor}']", at: 25, says: 'under `moving`' },
    { is: 'a tag with a slash', image: "tags: ['a/{version}']", at: 25, says: 'letters, digits' },
    { is: 'a tag that begins with a dash', image: "tags: ['-{version}']", at: 25, says: 'letters, digits' },
    { is: 'no tag at all', image: 'tags: []', at: 24, says: 'at least 1' },
    {
      is: 'one tag in two spellings',
      image: "tags: ['{tag}', 'v{version}']",
      at: 34,
      says: 'stands twice',
    },
    { is: 'a version that moves', image: "moving: ['{version}']", at: 27, says: '{version} means nothing' },
    { is: 'a name that moves twice', image: 'moving: [latest, latest]', at: 35, says: 'stands twice' },
    { is: 'a known name with a tag', image: "known: ['widget:v1']", at: 26, says: 'without tag' },
    {
      is: 'a name that is known already',
      image: 'known: [ghcr.io/acme/widget]',
      at: 26,
      says: 'means the image a',
    },
    { is: 'a known name twice', image: 'known: [w, w]', at: 29, says: 'already' },
    {
      is: 'a platform twice',
      image: 'platforms: [linux/amd64, linux/amd64]',
      at: 43,
      says: 'stands twice',
    },
    { is: 'no platform', image: 'platforms: []', at: 29, says: 'at least 1' },
    {
      is: 'a label per platform',
      image: "labels: { x: '{arch}' }",
      at: 31,
      says: '{arch} means nothing in an image',
    },
    { is: 'nothing that it holds', image: 'layers: {}', at: 18, says: 'holds nothing' },
    {
      is: 'a base by tag',
      image: "layers: { base: 'gcr.io/distroless/static:nonroot' }",
      at: 34,
      says: 'pin it',
    },
    {
      is: 'a base by half a digest',
      image: "layers: { base: 'gcr.io/x@sha256:ab' }",
      at: 34,
      says: '64 lower-case',
    },
    {
      is: 'a base without a host',
      image: `layers: { base: 'alpine:3@sha256:${'a'.repeat(64)}' }`,
      at: 34,
      says: 'the host of its registry',
    },
    {
      is: 'a base of no builder',
      image: 'layers: { base: { layout: out, from: x } }',
      at: 55,
      says: 'no builder "x"',
    },
    {
      is: 'a base outside',
      image: 'layers: { base: { layout: ../out } }',
      at: 44,
      says: 'leaves the checkout',
    },
    {
      is: 'a file of no builder',
      image: 'layers: { files: [{ from: x, to: /x }] }',
      at: 44,
      says: 'no builder "x"',
    },
    {
      is: 'a file for a platform that is not built',
      image: 'platforms: [linux/s390x], layers: { files: [{ from: cli, to: /x }] }',
      at: 70,
      says: 'cli is not built for linux/s390x',
    },
    {
      is: 'two targets for one platform',
      image: 'layers: { files: [{ from: two, to: /x }] }',
      at: 44,
      says: 'two has the targets musl and gnu for linux/amd64',
    },
    {
      is: 'a target that is not there',
      image: 'layers: { files: [{ from: two, target: mus, to: /x }] }',
      at: 57,
      says: 'two has no target "mus"; there are musl, gnu',
    },
    {
      is: 'a target of a platform that the image has not',
      image: 'platforms: [linux/arm64], layers: { files: [{ from: two, target: gnu, to: /x }] }',
      at: 83,
      says: 'the image is not made for linux/amd64',
    },
    {
      is: 'a target for one platform of two',
      image: 'platforms: [linux/amd64, linux/arm64], layers: { files: [{ from: two, target: gnu, to: /x }] }',
      at: 96,
      says: 'no target of two is chosen for linux/arm64',
    },
    {
      is: 'a mode without quotes',
      image: 'layers: { files: [{ from: cli, to: /x, mode: 0755 }] }',
      at: 63,
      says: 'a mode without quotes is a decimal number',
    },
    {
      is: 'a mode that is not octal',
      image: "layers: { files: [{ from: cli, to: /x, mode: '0789' }] }",
      at: 63,
      says: 'octal digits',
    },
    {
      is: 'an owner by name',
      image: 'layers: { files: [{ from: cli, to: /x, owner: root }] }',
      at: 64,
      says: 'in numbers',
    },
    {
      is: 'an owner without quotes',
      image: 'layers: { files: [{ from: cli, to: /x, owner: 0 }] }',
      at: 64,
      says: 'write it in quotes',
    },
    {
      is: 'a file at no place',
      image: 'layers: { files: [{ from: cli, to: x }] }',
      at: 53,
      says: 'begins with `/`',
    },
    {
      is: 'a file outside',
      image: 'layers: { files: [{ from: cli, to: /a/../x }] }',
      at: 53,
      says: '`..`',
    },
    {
      is: 'a file that deletes',
      image: 'layers: { files: [{ from: cli, to: /.wh.x }] }',
      at: 53,
      says: 'delete files',
    },
    {
      is: 'a place that is a template',
      image: "layers: { files: [{ from: cli, to: '/{os}' }] }",
      at: 53,
      says: 'not filled in',
    },
    {
      is: 'an entrypoint as text',
      image: 'layers: { entrypoint: /x }',
      at: 40,
      says: 'a list belongs here',
    },
    { is: 'a user that is none', image: 'layers: { user: a b }', at: 34, says: '`user:group`' },
    {
      is: 'a working directory inside of another',
      image: 'layers: { workdir: srv }',
      at: 37,
      says: 'begins with `/`',
    },
  ].map(({ is, image, at, says }) => ({
    name: `an image with ${is}`,
    input: imageWith(image),
    at: `6:${at}`,
    says,
  })),
  {
    name: 'an image that holds nothing',
    input: 'version: 1\nbuild: { images: { a: { repository: ghcr.io/a/b, platforms: [linux/amd64] } } }\n',
    at: '2:20',
    says: '`layers`, or a `dockerfile`',
  },
  {
    name: 'an image without platforms',
    input: 'version: 1\nbuild: { images: { a: { repository: ghcr.io/a/b, layers: {} } } }\n',
    at: '2:20',
    says: 'platforms: this is missing',
  },
  {
    name: 'an image by a tag of the release that no registry takes',
    input: `version: 1\ngate: { tag: '@acme/cli@{version}' }\nbuild: { images: { a: ${plain('a/b')} } }\n`,
    at: '3:20',
    says: 'hold `@`',
    code: 'TAG_NOT_FOR_IMAGES',
  },
  {
    name: 'two images of one repository and tag',
    input: `version: 1\nbuild:\n  images:\n    a: ${plain('a/b')}\n    b: ${plain('a/b')}\n`,
    at: '5:22',
    says: 'would both be ghcr.io/a/b:v{version}',
  },
  {
    name: 'two images whose assets would be called alike',
    input: `version: 1\nbuild:\n  images:\n    a: ${plain('a/b')}\n    b: ${plain('other/b')}\n`,
    at: '5:22',
    says: 'b_linux_amd64.image.spdx.json',
    code: 'ASSET_NAME_TWICE',
  },
  {
    name: 'a file that is published under the name of an SBOM of an image',
    input: `version: 1\nbuild: { images: { a: ${plain('a/b')} } }\npackage: { manifests: [{ asset: b.index.spdx.json, files: [x] }] }\n`,
    at: '2:37',
    says: 'two assets would be called b.index.spdx.json',
    code: 'ASSET_NAME_TWICE',
  },
  // manifests and charts
  {
    name: 'manifests from nowhere',
    input: 'version: 1\npackage: { manifests: [{ asset: x.yaml }] }\n',
    at: '2:24',
    says: 'one of kustomize and files',
  },
  {
    name: 'manifests from two places',
    input: 'version: 1\npackage: { manifests: [{ asset: x.yaml, kustomize: a, files: [b] }] }\n',
    at: '2:55',
    says: 'not from both',
  },
  {
    name: 'manifests outside',
    input: 'version: 1\npackage: { manifests: [{ asset: x.yaml, kustomize: ../a }] }\n',
    at: '2:52',
    says: 'leaves the checkout',
  },
  {
    name: 'manifests with inputs of no builder',
    input:
      'version: 1\npackage: { manifests: [{ asset: x.yaml, files: [b], inputs: [{ from: x, to: y }] }] }\n',
    at: '2:70',
    says: 'no builder "x"',
  },
  {
    name: 'a field of no kind',
    input: 'version: 1\npackage: { manifests: [{ asset: x.yaml, files: [b], fields: [spec.image] }] }\n',
    at: '2:62',
    says: '`Kind.spec.path.to.image`',
  },
  {
    name: 'two manifests of one name',
    input:
      'version: 1\npackage: { manifests: [{ asset: x.yaml, files: [b] }, { asset: X.yaml, files: [b] }] }\n',
    at: '2:64',
    says: 'x.yaml and X.yaml',
    code: 'ASSET_NAME_TWICE',
  },
  {
    name: 'a chart twice',
    input: 'version: 1\npackage: { charts: [{ path: charts/a }, { path: ./charts/a/ }] }\n',
    at: '2:49',
    says: 'stands twice',
  },
  {
    name: 'a chart that is called like no repository',
    input: 'version: 1\npackage: { charts: [{ path: charts/A, push: ghcr.io/acme }] }\n',
    at: '2:29',
    says: 'ghcr.io/acme/A is no repository',
  },
  {
    name: 'a chart that is pushed to a path alone',
    input: 'version: 1\npackage: { charts: [{ path: charts/a, push: acme/charts }] }\n',
    at: '2:45',
    says: 'the host of its registry',
  },
  {
    name: 'a chart that goes where an image goes',
    input: `version: 1\nbuild: { images: { a: ${plain('a/b')} } }\npackage: { charts: [{ path: b, push: ghcr.io/a }] }\n`,
    at: '3:38',
    says: 'the image a goes to ghcr.io/a/b as well',
  },
  {
    name: 'a chart that is no .tgz',
    input: 'version: 1\npackage: { charts: [{ path: charts/a, asset: a.zip }] }\n',
    at: '2:46',
    says: '.tgz',
  },
  {
    name: 'two charts called alike',
    input:
      'version: 1\npackage: { charts: [{ path: a/x, push: ghcr.io/a }, { path: b/x, push: ghcr.io/b }] }\n',
    at: '2:61',
    says: 'x.intoto.jsonl',
    code: 'ASSET_NAME_TWICE',
  },
  ...[
    { is: 'of no image', row: 'image: b, digest: x', at: 44, says: 'there is no image "b"; there are a' },
    { is: 'at no place', row: 'image: a', at: 35, says: 'where the image lies' },
    {
      is: 'without a place for its digest',
      row: 'image: a, repository: x',
      at: 35,
      says: 'pinned by its digest',
    },
    {
      is: 'whole and in parts',
      row: 'image: a, tag: x, reference: y',
      at: 55,
      says: 'a reference is the whole',
    },
    { is: 'at one place twice', row: 'image: a, tag: x, digest: x', at: 63, says: 'filled twice' },
    { is: 'at no place of values', row: "image: a, digest: '.x'", at: 55, says: 'with dots' },
  ].map(({ is, row, at, says }) => ({
    name: `a chart with an image ${is}`,
    input: `version: 1\nbuild: { images: { a: ${plain('a/b')} } }\npackage: { charts: [{ path: a, images: [{ ${row} }] }] }\n`,
    at: `3:${at + 6}`,
    says,
  })),
  // mirrors
  ...[
    { is: 'at a path alone', mirror: '{ to: team/x }', at: 16, says: 'the host of its registry' },
    {
      is: 'of an unknown name',
      mirror: '{ to: r.example, repositories: { c: x } }',
      at: 43,
      says: 'no pushed chart "c"; there are a, b, charts/d',
    },
    {
      is: 'in capitals',
      mirror: '{ to: r.example, repositories: { a: X } }',
      at: 46,
      says: 'no path in a registry',
    },
    {
      is: 'that puts two images into one place',
      mirror: '{ to: r.example, repositories: { a: x, b: x } }',
      at: 52,
      says: 'the image b would lie in r.example/x, where the image a lies',
    },
    {
      is: 'that puts a chart where an image lies',
      mirror: '{ to: r.example, repositories: { a: charts/d } }',
      at: 16,
      says: 'the chart charts/d would lie in r.example/charts/d',
    },
    { is: 'that is the origin', mirror: '{ to: ghcr.io/acme }', at: 16, says: 'where the image a lies' },
    {
      is: 'that stands twice',
      mirror: '{ to: r.example }, { to: r.example }',
      at: 35,
      says: 'the image a would lie in r.example/a',
    },
  ].map(({ is, mirror, at, says }) => ({
    name: `a mirror ${is}`,
    input: `version: 1
build: { images: { a: ${plain('acme/a')}, b: ${plain('acme/b')} } }
package: { charts: [{ path: charts/d, push: ghcr.io/charts }] }
mirror: [${mirror}]
`,
    at: `4:${at}`,
    says,
  })),
])('refuses $name at its place', ({ input, at, says, code = 'CONFIG_INVALID' }) => {
  const failure = failureOf(input);
  expect({ code: failure.code, at: failure.at, exit: failure.exit }).toEqual({
    code,
    at: `colophon.yaml:${at}`,
    exit: 2,
  });
  expect(failure.message).toContain(says);
  expect(failure.remedy).not.toBe('');
});
