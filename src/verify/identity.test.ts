import { describe, expect, it } from 'vitest';

import type { Certificate } from '../formats/certificate.ts';
import { signerFault } from './identity.ts';
import { DEFAULTS, type Policy } from './policy.ts';

// A person's certificate: a name and an issuer, and nothing about a workflow.
const person: Certificate = {
  der: new Uint8Array(),
  names: [{ type: 'email', value: 'dev@acme.test' }],
  fulcio: new Map([[8, 'https://issuer.test']]),
} as unknown as Certificate;

const policy: Policy = {
  ...DEFAULTS,
  mode: 'release',
  identity: { san: 'dev@acme.test', issuer: 'https://issuer.test' },
  issuer: 'https://issuer.test',
  trustedRoot: new Uint8Array(),
};

describe('a signer that is no workflow', () => {
  it('is its exact name, where nothing else is demanded', () => {
    expect(signerFault(person, policy)).toBeUndefined();
  });

  it.each([
    { demanded: { tag: 'v1.2.3' }, code: 'TAG_MISMATCH' },
    { demanded: { commit: 'c'.repeat(40) }, code: 'COMMIT_MISMATCH' },
    { demanded: { repositoryId: '1' }, code: 'REPOSITORY_REREGISTERED' },
    { demanded: { repository: 'acme/widget' }, code: 'CERTIFICATE_CONTRADICTS_ITSELF' },
  ])('cannot meet what only a workflow’s certificate says: $demanded', ({ demanded, code }) => {
    expect(signerFault(person, { ...policy, ...demanded })?.code).toBe(code);
  });

  it('cannot meet a workflow, whatever else is asked', () => {
    expect(signerFault(person, { ...policy, workflow: '.github/workflows/release.yml' })).toBeDefined();
  });
});

describe('W35: a certificate that begins like the release’s own', () => {
  const root = 'https://github.com/acme/widget';
  const of = (path: string): Certificate =>
    ({
      der: new Uint8Array(),
      names: [{ type: 'uri', value: `${root}${path}` }],
      fulcio: new Map([[8, 'https://issuer.test']]),
    }) as unknown as Certificate;
  const { identity: _, ...rest } = policy;
  const release: Policy = {
    ...rest,
    repository: 'acme/widget',
    tag: 'v1.2.3',
    workflow: '.github/workflows/release.yml',
  };

  it.each([
    { name: 'of another workflow', path: '/.github/workflows/ci.yml@refs/tags/v1.2.3' },
    { name: 'of a branch', path: '/.github/workflows/release.yml@refs/heads/main' },
    { name: 'of a longer path', path: '/.github/workflows/release.yml/x@refs/tags/v1.2.3' },
    { name: 'of a longer repository', path: '-evil/.github/workflows/release.yml@refs/tags/v1.2.3' },
  ])('$name is refused', ({ path }) => {
    expect(signerFault(of(path), release)?.code).toBe('IDENTITY_MISMATCH');
  });

  it('of another tag is refused as that', () => {
    const path = '/.github/workflows/release.yml@refs/tags/v1.2.30';
    expect(signerFault(of(path), release)?.code).toBe('TAG_MISMATCH');
  });
});
