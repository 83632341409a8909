import { describe, expect, it } from 'vitest';

import { FormatError } from '../format-error.ts';
import { formatImageConfig, type ImageConfig, parseImageConfig } from './config.ts';

const bytesOf = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const DIFF = `sha256:${'ab'.repeat(32)}` as const;
const whole: ImageConfig = {
  os: 'linux',
  architecture: 'arm',
  variant: 'v7',
  created: '2026-01-02T01:04:05Z',
  config: {
    User: '65532',
    ExposedPorts: { '80/tcp': {} },
    Env: ['A=1'],
    Entrypoint: ['/a'],
    Cmd: ['b'],
    Volumes: { '/data': {} },
    WorkingDir: '/',
    Labels: { a: 'b' },
    StopSignal: 'SIGTERM',
  },
  diffIds: [DIFF],
  history: [
    { created: '2026-01-02T01:04:05Z', created_by: 'a', author: 'b', comment: 'c', empty_layer: true },
  ],
};
const plain = { os: 'linux', architecture: 'amd64', rootfs: { type: 'layers', diff_ids: [DIFF] } };

describe("an image's configuration", () => {
  it('that we write is read again as it was', () => {
    expect(parseImageConfig(formatImageConfig(whole))).toEqual(whole);
  });

  it('may hold more than we know, and `null` for what is not set', () => {
    const config = { Env: null, Cmd: null, Labels: null, Volumes: null, ArgsEscaped: true, OnBuild: null };
    expect(
      parseImageConfig(bytesOf({ ...plain, variant: '', config, history: null, docker_version: '1' })),
    ).toEqual({ os: 'linux', architecture: 'amd64', config: {}, diffIds: [DIFF], history: [] });
  });

  it.each([
    { lie: 'no architecture', input: { ...plain, architecture: '' }, at: 'architecture' },
    { lie: 'no operating system', input: { ...plain, os: undefined }, at: 'os' },
    { lie: 'another root file system', input: { ...plain, rootfs: { type: 'x' } }, at: 'rootfs.type' },
    {
      lie: 'a layer that is no digest',
      input: { ...plain, rootfs: { type: 'layers', diff_ids: ['x'] } },
      at: 'rootfs.diff_ids[0]',
    },
    { lie: 'an environment that is a text', input: { ...plain, config: { Env: 'A=1' } }, at: 'config.Env' },
    {
      lie: 'a label that is no text',
      input: { ...plain, config: { Labels: { a: 1 } } },
      at: 'config.Labels.a',
    },
    { lie: 'history that is no list', input: { ...plain, history: {} }, at: 'history' },
  ])('with $lie is refused', ({ input, at }) => {
    expect(() => parseImageConfig(bytesOf(input))).toThrow(FormatError);
    expect(() => parseImageConfig(bytesOf(input))).toThrow(at);
  });
});
