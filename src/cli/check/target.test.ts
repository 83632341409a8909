import { describe, expect, it } from 'vitest';

import { findTarget, spellingOf } from './target.ts';

const DIGEST = `sha256:${'0'.repeat(64)}`;

describe('a target', () => {
  it.each([
    ['./x', 'path'],
    ['../x/y', 'path'],
    ['/x', 'path'],
    ['~/x', 'path'],
    ['C:\\x', 'path'],
    ['c:/x', 'path'],
    ['x', 'path'],
    ['x@y', 'path'],
    ['oci://host/repo', 'scheme'],
    ['oci-layout:dir', 'scheme'],
    ['github:o/r@v1', 'scheme'],
    ['https://github.com/o/r', 'scheme'],
    ['owner/repo@v1', 'release'],
    ['dir/sub', 'release'],
  ])('%s is a %s', (text, spelling) => {
    expect(spellingOf(text)).toBe(spelling);
  });

  it.each([
    ['oci://host.example/repo', 'USAGE'],
    ['oci://repo:v1', 'USAGE'],
    ['oci://host.example/Repo:v1', 'USAGE'],
    [`oci://host.example/repo@sha512:${'0'.repeat(128)}`, 'USAGE'],
    ['github:owner/repo@v1', 'TARGET_NOT_SUPPORTED'],
    ['owner/repo@v1', 'TARGET_NOT_SUPPORTED'],
    ['src/cli', 'TARGET_AMBIGUOUS'],
    ['./nothing-here', 'TARGET_MISSING'],
  ])('%s fails with %s', (text, code) => {
    expect(() => findTarget(text, process.cwd())).toThrow(expect.objectContaining({ code, exit: 2 }));
  });

  it.each([
    ['oci://ghcr.io/acme/widget:v1', { repository: 'ghcr.io/acme/widget', tag: 'v1' }],
    ['oci://localhost:5000/a/b@DIGEST', { repository: 'localhost:5000/a/b', digest: DIGEST }],
    ['oci://ghcr.io/a/b:v1@DIGEST', { repository: 'ghcr.io/a/b', tag: 'v1', digest: DIGEST }],
    ['oci://docker.io/nginx:1', { repository: 'docker.io/library/nginx', tag: '1' }],
  ])('%s is an image in a registry', (text, place) => {
    const typed = text.replace('DIGEST', DIGEST);
    expect(findTarget(typed, '/')).toEqual({ text: typed, kind: 'registry', ...place });
  });

  it('is a directory or a file', () => {
    expect(findTarget('./src', process.cwd()).kind).toBe('directory');
    expect(findTarget('package.json', process.cwd()).kind).toBe('file');
  });
});
