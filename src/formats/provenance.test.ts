import { describe, expect, it } from 'vitest';

import { BUILD_TYPE } from '../domain/provenance.ts';
import { FormatError } from './format-error.ts';
import { parseProvenance } from './provenance.ts';

const predicate = (internalParameters: object | undefined, buildType = BUILD_TYPE) => ({
  buildDefinition: {
    buildType,
    externalParameters: {
      workflow: { ref: 'refs/tags/v1', repository: 'https://github.com/acme/widget', path: 'release.yml' },
      tag: 'v1',
      colophon: 'widget_v1.colophon.json',
      configuration: { sha256: 'a'.repeat(64) },
    },
    ...(internalParameters === undefined ? {} : { internalParameters }),
    resolvedDependencies: [],
  },
  runDetails: { builder: { id: 'https://github.com/acme/widget/release.yml@refs/tags/v1' } },
});
const found = { caches: 'kept', layerCache: 'none' };

describe('what a provenance says of earlier builds', () => {
  it.each([
    { name: 'caches that were kept', internal: { colophon: found }, expected: 'kept' },
    {
      name: 'caches beside how an image was built',
      internal: { colophon: { ...found, dockerfiles: [{ platform: 'linux/amd64' }] } },
      expected: 'kept',
    },
    { name: 'nothing', internal: {}, expected: undefined },
    { name: 'no internal parameters at all', internal: undefined, expected: undefined },
  ])('is read: $name', ({ internal, expected }) => {
    expect(parseProvenance(predicate(internal)).ours?.caches).toBe(expected);
  });

  it('is read with what is told of how an image was built', () => {
    const told = {
      platform: 'linux/arm64',
      substitutes: { golang: 'registry.example/go' },
      unpinned: ['busybox:1'],
      emulated: true,
    };
    const dockerfiles = [
      { platform: 'linux/amd64', args: {} },
      { ...told, builder: 'buildah 1' },
    ];
    expect(parseProvenance(predicate({ colophon: { ...found, dockerfiles } })).ours?.dockerfiles).toEqual([
      { platform: 'linux/amd64', substitutes: {}, unpinned: [], emulated: false },
      told,
    ]);
  });

  it('is not looked at in a provenance of another build type', () => {
    const other = parseProvenance(predicate({ colophon: { caches: 'warm' } }, 'https://example.com/other'));
    expect(other.ours).toBeUndefined();
  });

  it.each([
    { name: 'a layer of an earlier build', colophon: { ...found, layerCache: 'kept' }, at: 'layerCache' },
    { name: 'caches of another kind', colophon: { ...found, caches: 'warm' }, at: 'caches' },
    { name: 'half of it', colophon: { caches: 'empty' }, at: '' },
    { name: 'a field that we do not know', colophon: { ...found, more: 1 }, at: '' },
    { name: 'a text', colophon: 'empty', at: '' },
    ...[
      { name: 'a Dockerfile for no platform', dockerfile: {}, at: 'platform' },
      {
        name: 'a substitute that is no text',
        dockerfile: { platform: 'a', substitutes: { a: 1 } },
        at: 'substitutes.a',
      },
      {
        name: 'unpinned names that are no list',
        dockerfile: { platform: 'a', unpinned: 'b' },
        at: 'unpinned',
      },
      { name: 'emulation that is denied', dockerfile: { platform: 'a', emulated: false }, at: 'emulated' },
    ].map(({ name, dockerfile, at }) => ({
      name,
      colophon: { ...found, dockerfiles: [dockerfile] },
      at: `dockerfiles[0].${at}`,
    })),
    { name: 'Dockerfiles that are no list', colophon: { ...found, dockerfiles: {} }, at: 'dockerfiles' },
  ])('is refused: $name', ({ colophon, at }) => {
    const read = (): unknown => parseProvenance(predicate({ colophon }));
    expect(read).toThrow(FormatError);
    expect(read).toThrow(
      expect.objectContaining({ at: `internalParameters.colophon${at === '' ? '' : `.${at}`}` }),
    );
  });
});
