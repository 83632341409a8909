// Images from Dockerfiles: what is written, what stages read of it, and every fault at its place.
import { describe, expect, it } from 'vitest';

import { Failure } from '../../domain/failure.ts';
import { parseConfiguration } from './configuration.ts';
import { settingsOf } from './settings.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const asked = { mode: 'rehearsal', tag: 'v1.2.3', tagged: true, commit: 'c'.repeat(40) } as const;

/** A configuration whose sections after `build.files` begin on line 6. */
const written = (rest: string): string => `version: 1
repository: acme/widget
build:
  files:
    cli: { go: {}, platforms: [linux/amd64, linux/arm64] }
${rest}`;

const image = (dockerfile: string, more = ''): string =>
  written(`  images:
    widget:
      repository: ghcr.io/acme/widget
      platforms: [linux/amd64, linux/arm64]
      dockerfile: ${dockerfile}
${more}`);

const parse = (text: string) => parseConfiguration(new TextEncoder().encode(text), 'colophon.yaml');
const settings = (text: string) => settingsOf(parse(text), { asked }).settings;
const failureOf = (text: string): Failure => {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('the configuration was accepted');
};

describe('an image from a Dockerfile', () => {
  it('is built from the root of the repository, for an hour at most, unless it says otherwise', () => {
    const { build, publish } = settings(image('{}'));
    expect(build.images).toEqual([
      {
        kind: 'dockerfile',
        id: 'widget',
        platforms: build.targets.images[0]?.platforms,
        labels: {},
        file: 'Dockerfile',
        context: '.',
        args: {},
        inputs: [],
        substitutes: {},
        timeout: 3600,
      },
    ]);
    expect([
      build.builders,
      build.emulate,
      publish.targets.tagEveryManifest,
      publish.targets.plainHttp,
    ]).toEqual([{}, [], undefined, undefined]);
  });

  it('has its paths, arguments, inputs and substitutes read as they are meant', () => {
    const text = image(`
        file: ./build/Dockerfile
        context: web/
        target: runtime
        args: { VERSION: '{tag}', GIT_COMMIT: '{commit}', BUILD_DATE: '{commitTime}', ARCH: '{os}/{arch}' }
        inputs: [{ from: cli, to: 'bin/{os}/{arch}/' }]
        substitutes:
          'golang:1.26@${DIGEST}': 'registry.example/golang:1.26@${DIGEST}'
          'alpine': { layout: bases/alpine }
          'static': { layout: out, from: cli, digest: '${DIGEST}' }
        timeout: 90m`);
    expect(settings(text).build.images[0]).toMatchObject({
      file: 'build/Dockerfile',
      context: 'web',
      target: 'runtime',
      args: { VERSION: '{tag}', GIT_COMMIT: '{commit}', BUILD_DATE: '{commitTime}', ARCH: '{os}/{arch}' },
      inputs: [{ from: 'cli', to: 'bin/{os}/{arch}/' }],
      substitutes: {
        [`golang:1.26@${DIGEST}`]: {
          kind: 'reference',
          repository: 'registry.example/golang',
          digest: DIGEST,
        },
        alpine: { kind: 'layout', path: 'bases/alpine' },
        static: { kind: 'layout', path: 'out', from: 'cli', digest: DIGEST },
      },
      timeout: 5400,
    });
  });

  it('is built by whom the configuration names, by platform or for all', () => {
    const text = image(
      '{}',
      `  builders:
    linux/arm64: { address: 'tcp://builder.example:1234', ca: /etc/ca.pem, cert: cert.pem, key: key.pem, serverName: arm }
    '*': buildah
  emulate: [linux/arm64]
`,
    );
    const { builders, emulate } = settings(text).build;
    expect(builders).toEqual({
      'linux/arm64': {
        kind: 'buildkit',
        address: 'tcp://builder.example:1234',
        certificates: { ca: '/etc/ca.pem', cert: 'cert.pem', key: 'key.pem', serverName: 'arm' },
      },
      '*': { kind: 'buildah' },
    });
    expect(emulate).toEqual([{ os: 'linux', architecture: 'arm64' }]);
  });

  it.each([
    { builder: 'buildx', is: { kind: 'buildx' } },
    { builder: 'buildkit', is: { kind: 'buildkit' } },
    {
      builder: 'unix:///run/buildkit/buildkitd.sock',
      is: { kind: 'buildkit', address: 'unix:///run/buildkit/buildkitd.sock' },
    },
    { builder: 'tcp://127.0.0.1:1234', is: { kind: 'buildkit', address: 'tcp://127.0.0.1:1234' } },
  ])('may be built by $builder', ({ builder, is }) => {
    const { builders } = settings(image('{}', `  builders: { linux/amd64: '${builder}' }\n`)).build;
    expect(builders).toEqual({ 'linux/amd64': is });
  });
});

describe('registries', () => {
  it.each([
    { publish: 'true', is: 'all' },
    { publish: 'false', is: undefined },
    { publish: "[registry.example, '127.0.0.1:5000']", is: ['registry.example', '127.0.0.1:5000'] },
  ])('that delete what has no tag are named: $publish', ({ publish, is }) => {
    const text = `version: 1\nrepository: acme/widget\npublish: { tag-every-manifest: ${publish} }\n`;
    expect(settings(text).push.targets.tagEveryManifest).toEqual(is);
  });

  it('are asked without TLS only where they are named', () => {
    const text = "version: 1\nrepository: acme/widget\npush: { plainHttp: ['registry.lan:5000'] }\n";
    expect(settings(text).push.targets.plainHttp).toEqual(['registry.lan:5000']);
  });
});

describe('is refused at its place', () => {
  it.each([
    {
      name: 'an image that is made twice',
      text: image('{}', '      layers: { files: [{ from: cli, to: /x }] }\n'),
      at: '10:7',
      says: '`layers` or from a `dockerfile`, not both',
    },
    {
      name: 'a Dockerfile outside the checkout',
      text: image('{ file: ../Dockerfile }'),
      at: '10:27',
      says: 'leaves',
    },
    {
      name: 'a context outside the checkout',
      text: image('{ context: /srv }'),
      at: '10:30',
      says: 'absolute',
    },
    { name: 'an unknown key', text: image('{ secrets: [x] }'), at: '10:21', says: 'not known here' },
    {
      name: 'an argument with a placeholder that is none',
      text: image("{ args: { A: '{date}' } }"),
      at: '10:32',
      says: '{date}',
    },
    {
      name: 'an argument that is a credential',
      text: image("{ args: { GITHUB_TOKEN: 'x' } }"),
      at: '10:29',
      says: 'builds never see it',
    },
    {
      name: 'an input of nobody',
      text: image('{ inputs: [{ from: gui, to: bin }] }'),
      at: '10:38',
      says: 'no builder',
    },
    {
      name: 'an input that is not built for each platform',
      text: image('{ inputs: [{ from: cli, to: bin }] }').replace('linux/arm64] }\n', 'darwin/arm64] }\n'),
      at: '10:38',
      says: 'not built for linux/arm64',
    },
    {
      name: 'a substitute by tag',
      text: image("{ substitutes: { alpine: 'docker.io/library/alpine:3' } }"),
      at: '10:44',
      says: 'pin it',
    },
    {
      name: 'a substitute that holds nothing',
      text: image('{ substitutes: { alpine: scratch } }'),
      at: '10:44',
      says: 'FROM scratch',
    },
    {
      name: 'a builder that is none',
      text: image('{}', '  builders: { linux/amd64: kaniko }\n'),
      at: '11:28',
      says: 'buildah',
    },
    {
      name: 'a builder of no platform',
      text: image('{}', '  builders: { amd64: buildah }\n'),
      at: '11:15',
      says: '`os/arch`',
    },
    {
      name: 'a builder of nothing',
      text: image('{}', '  builders: { linux/s390x: buildah }\n'),
      at: '11:15',
      says: 'no image',
    },
    {
      name: 'a builder over a network without certificates',
      text: image('{}', "  builders: { linux/amd64: 'tcp://builder.example:1234' }\n"),
      at: '11:28',
      says: 'certificates',
    },
    {
      name: 'certificates for a socket',
      text: image('{}', "  builders: { linux/amd64: { address: 'unix:///x', ca: a, cert: b, key: c } }\n"),
      at: '11:39',
      says: 'tcp://host:port',
    },
    {
      name: 'emulation of what nothing is built for',
      text: image('{}', '  emulate: [linux/s390x]\n'),
      at: '11:13',
      says: 'no image',
    },
    {
      name: 'emulation named twice',
      text: image('{}', '  emulate: [linux/arm64, linux/arm64]\n'),
      at: '11:26',
      says: 'twice',
    },
    {
      name: 'a registry with a scheme',
      text: written("push: { plainHttp: ['http://x'] }\n"),
      at: '6:21',
      says: 'without a scheme',
    },
  ])('$name', ({ text, at, says }) => {
    const failure = failureOf(text);
    expect([failure.code, failure.at]).toEqual(['CONFIG_INVALID', `colophon.yaml:${at}`]);
    expect(failure.message).toContain(says);
  });
});
