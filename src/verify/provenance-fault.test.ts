// A provenance that says something else than its certificate, field by field.
import { describe, expect, it } from 'vitest';

import { workflowRun } from '../../test/support/release-facts.ts';
import { BUILD_TYPE } from '../domain/provenance.ts';
import type { Certificate } from '../formats/certificate.ts';
import type { SharedProvenance } from '../formats/provenance.ts';
import { provenanceFault } from './provenance-fault.ts';

const { sourceDigest, sourceRef, sourceRepositoryUri, buildSignerUri, runInvocationUri } = workflowRun;
const certificate = {
  fulcio: new Map([
    [9, buildSignerUri],
    [11, workflowRun.runnerEnvironment],
    [12, sourceRepositoryUri],
    [13, sourceDigest],
    [14, sourceRef],
    [15, workflowRun.sourceRepositoryId],
    [17, workflowRun.sourceRepositoryOwnerId],
    [18, workflowRun.buildConfigUri],
    [20, workflowRun.buildTrigger],
    [21, runInvocationUri],
  ]),
} as unknown as Certificate;

const honest: SharedProvenance = {
  buildType: BUILD_TYPE,
  workflow: { ref: sourceRef, repository: sourceRepositoryUri, path: '.github/workflows/release.yml' },
  github: {
    event_name: 'push',
    repository_id: '1',
    repository_owner_id: '2',
    runner_environment: 'github-hosted',
  },
  resolvedDependencies: [
    { uri: `git+https://github.com/acme/widget@${sourceRef}`, digest: { gitCommit: sourceDigest } },
  ],
  builderId: buildSignerUri,
  invocationId: runInvocationUri,
  ours: { tag: 'v1.2.3', colophon: 'widget_v1.2.3.colophon.json', configuration: 'a'.repeat(64) },
};
const source = (uri: string): Partial<SharedProvenance> => ({
  resolvedDependencies: [{ uri, digest: { gitCommit: sourceDigest } }],
});

describe('a provenance', () => {
  it('agrees with the certificate of its own run', () => {
    expect(provenanceFault(honest, certificate, {})).toBeUndefined();
  });

  it('may be of an earlier attempt of the run that signed', () => {
    const later = new Map(certificate.fulcio).set(21, runInvocationUri.replace(/1$/, '3'));
    expect(provenanceFault(honest, { ...certificate, fulcio: later }, {})).toBeUndefined();
  });

  it.each<{ readonly lie: string; readonly says: Partial<SharedProvenance> }>([
    {
      lie: 'another repository as its source',
      says: source(`git+https://github.com/mallory/widget@${sourceRef}`),
    },
    {
      lie: 'another host as its source',
      says: source(`git+https://mallory.example/acme/widget@${sourceRef}`),
    },
    { lie: 'another ref as its source', says: source('git+https://github.com/acme/widget@refs/heads/main') },
    { lie: 'no source', says: { resolvedDependencies: [] } },
    { lie: 'another builder', says: { builderId: `${buildSignerUri}x` } },
    { lie: 'a later attempt', says: { invocationId: runInvocationUri.replace(/1$/, '2') } },
    { lie: 'no run', says: { invocationId: undefined } },
    { lie: 'nothing of the forge', says: { github: undefined } },
  ])('that says $lie contradicts the certificate', ({ says }) => {
    expect(provenanceFault({ ...honest, ...says }, certificate, {})?.code).toBe(
      'PROVENANCE_CONTRADICTS_CERTIFICATE',
    );
  });
});
