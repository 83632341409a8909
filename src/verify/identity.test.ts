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
