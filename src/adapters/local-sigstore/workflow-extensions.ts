// A workflow run as the extensions of a Fulcio certificate (Fulcio oid-info.md, 1.3.6.1.4.1.57264.1).
import { Buffer } from 'node:buffer';

import type { WorkflowRun } from '../../domain/identity.ts';
import type { CertificateExtension } from './certificate.ts';
import { utf8 } from './der.ts';

const ARC = '1.3.6.1.4.1.57264.1';

/** Extensions .1 to .6 as bare text, as Fulcio has always written them, and .8 to .22 as DER UTF8String. */
export const workflowExtensions = (run: WorkflowRun): readonly CertificateExtension[] => [
  bare(1, run.issuer),
  bare(2, run.buildTrigger),
  bare(3, run.sourceDigest),
  bare(4, workflowName(run.buildConfigUri)),
  bare(5, new URL(run.sourceRepositoryUri).pathname.slice(1)),
  bare(6, run.sourceRef),
  text(8, run.issuer),
  text(9, run.buildSignerUri),
  text(10, run.buildSignerDigest),
  text(11, run.runnerEnvironment),
  text(12, run.sourceRepositoryUri),
  text(13, run.sourceDigest),
  text(14, run.sourceRef),
  text(15, run.sourceRepositoryId),
  text(16, run.sourceRepositoryOwnerUri),
  text(17, run.sourceRepositoryOwnerId),
  text(18, run.buildConfigUri),
  text(19, run.buildConfigDigest),
  text(20, run.buildTrigger),
  text(21, run.runInvocationUri),
  text(22, run.visibility),
];

/** `release` of `…/.github/workflows/release.yml@refs/tags/v1`: the stand-in's workflows are called like their files. */
const workflowName = (uri: string): string => /([^/]+?)(?:\.ya?ml)?@/.exec(uri)?.[1] ?? '';

const bare = (n: number, value: string): CertificateExtension => ({
  oid: `${ARC}.${n}`,
  critical: false,
  value: new Uint8Array(Buffer.from(value, 'utf8')),
});

const text = (n: number, value: string): CertificateExtension => ({
  oid: `${ARC}.${n}`,
  critical: false,
  value: utf8(value),
});
