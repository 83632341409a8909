import { describe, expect, it } from 'vitest';

import { formatReference, parseReference, repositoryOf } from './reference.ts';

const digest = `sha256:${'a'.repeat(64)}`;

describe('an image reference', () => {
  it.each([
    { text: 'nginx', expect: { path: 'nginx' }, repository: 'docker.io/library/nginx' },
    { text: 'nginx:1.27', expect: { path: 'nginx', tag: '1.27' }, repository: 'docker.io/library/nginx' },
    { text: 'acme/widget', expect: { path: 'acme/widget' }, repository: 'docker.io/acme/widget' },
    {
      text: `ghcr.io/acme/widget:v1@${digest}`,
      expect: { host: 'ghcr.io', path: 'acme/widget', tag: 'v1', digest },
      repository: 'ghcr.io/acme/widget',
    },
    {
      text: 'localhost:5000/widget:v1',
      expect: { host: 'localhost:5000', path: 'widget', tag: 'v1' },
      repository: 'localhost:5000/widget',
    },
    {
      text: 'localhost:5000',
      expect: { path: 'localhost', tag: '5000' },
      repository: 'docker.io/library/localhost',
    },
    {
      text: 'GHCR.io/acme/widget',
      expect: { host: 'GHCR.io', path: 'acme/widget' },
      repository: 'ghcr.io/acme/widget',
    },
    {
      text: '[2001:db8::1]:5000/widget',
      expect: { host: '[2001:db8::1]:5000', path: 'widget' },
      repository: '[2001:db8::1]:5000/widget',
    },
    {
      text: 'index.docker.io/nginx:1',
      expect: { host: 'index.docker.io', path: 'nginx', tag: '1' },
      repository: 'docker.io/library/nginx',
    },
    {
      text: `a__b/c.d-e---f@${digest}`,
      expect: { path: 'a__b/c.d-e---f', digest },
      repository: 'docker.io/a__b/c.d-e---f',
    },
  ])('$text is taken apart', ({ text, expect: parts, repository }) => {
    const reference = parseReference(text);
    expect(reference).toEqual(parts);
    expect(reference && formatReference(reference)).toBe(text);
    expect(reference && repositoryOf(reference)).toBe(repository);
  });

  it.each([
    { name: 'nothing', text: '' },
    { name: 'an address', text: 'https://example.com/logo.png' },
    { name: 'capital letters in a path', text: 'ghcr.io/Acme/widget:v1' },
    { name: 'a space', text: 'widget :v1' },
    { name: 'a letter that looks like another', text: 'ghcr.io/аcme/widget:v1' },
    { name: 'a tag that begins with a dash', text: 'widget:-1' },
    { name: 'a tag of 129 letters', text: `widget:${'a'.repeat(129)}` },
    { name: 'a short digest', text: 'widget@sha256:abcd' },
    { name: 'an empty part', text: 'ghcr.io//widget' },
    { name: 'a step upwards', text: 'ghcr.io/../widget' },
    { name: 'a placeholder', text: '${IMAGE}:v1' },
    { name: 'a name of 256 letters', text: 'a'.repeat(256) },
    { name: 'two digests', text: `widget@${digest}@${digest}` },
  ])('is not $name', ({ text }) => {
    expect(parseReference(text)).toBeUndefined();
  });
});
