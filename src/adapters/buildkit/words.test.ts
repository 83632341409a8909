import { describe, expect, it } from 'vitest';

import { buildkitWords, familiarName, isNative } from './words.ts';

describe('a base', () => {
  it.each([
    ['docker.io/library/busybox:1.35', 'busybox:1.35'],
    ['index.docker.io/library/busybox', 'busybox'],
    ['docker.io/acme/base@sha256:aa', 'acme/base@sha256:aa'],
    ['busybox:latest', 'busybox'],
    ['busybox:latest@sha256:aa', 'busybox:latest@sha256:aa'],
    ['gcr.io/distroless/static:nonroot', 'gcr.io/distroless/static:nonroot'],
    ['registry.example/library/busybox', 'registry.example/library/busybox'],
  ])('that is written %s is looked up as %s', (from, name) => {
    expect(familiarName(from)).toBe(name);
  });
});

describe('a platform', () => {
  const machine = ['linux/amd64', 'linux/amd64/v2', 'linux/amd64/v3', 'linux/386', 'linux/arm64'];
  it.each([
    { name: 'is native where it is the first', platform: 'linux/amd64', native: true },
    { name: 'is native as a variant that is listed', platform: 'linux/amd64/v3', native: true },
    { name: 'is not native as a variant that is not', platform: 'linux/amd64/v4', native: false },
    { name: 'is not native because it can be emulated', platform: 'linux/arm64', native: false },
    { name: 'is not native because the same processor runs it', platform: 'linux/386', native: false },
    { name: 'is not native on another system', platform: 'windows/amd64', native: false },
  ])('$name', ({ platform, native }) => {
    const [os = '', architecture = '', variant] = platform.split('/');
    const asked = variant === undefined ? { os, architecture } : { os, architecture, variant };
    expect(isNative(asked, machine)).toBe(native);
  });

  it('of 64-bit ARM is native with the only variant it has', () => {
    expect(isNative({ os: 'linux', architecture: 'arm64', variant: 'v8' }, ['linux/arm64'])).toBe(true);
  });
});

describe('the place of a failure', () => {
  const { place } = buildkitWords('BuildKit');
  const rule = '-'.repeat(20);

  it('is what stands above the last excerpt', () => {
    expect(place(['Dockerfile:3', rule, '   3 | >>> RUN false', rule, 'error: failed'])).toBe(3);
  });
  it('is not what a command printed in its form', () => {
    expect(place(['main.go:12', 'error: failed'])).toBeUndefined();
  });
});

describe('a builder', () => {
  const { unreachable } = buildkitWords('BuildKit');
  it.each([
    'error: failed to list workers: Unavailable: write tcp 127.0.0.1:1->127.0.0.1:2: write: broken pipe',
    'error: listing workers for Build: failed to list workers: Unavailable: connection error: desc = "transport"',
    'error: failed to receive status: rpc error: code = Unavailable desc = error reading from server: EOF',
    'ERROR: Cannot connect to the Docker daemon at unix:///var/run/docker.sock.',
  ])('is gone that says %s', (line) => {
    expect(unreachable?.test(line)).toBe(true);
  });
  it.each([
    '#5 0.1 connection error: desc = "a program of the build"',
    'error: failed to solve: base: unexpected status: 503 Service Unavailable',
  ])('is there that says %s', (line) => {
    expect(unreachable?.test(line)).toBe(false);
  });
});
