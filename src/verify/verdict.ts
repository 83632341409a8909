// From findings to a verdict: only what is demanded decides, and something must have been proved.
import { type Finding, refuses } from '../domain/finding.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { Listed } from './checks/list.ts';
import type { Sealed } from './checks/seal.ts';
import { findingsOf } from './check.ts';
import type { Policy } from './policy.ts';

export interface Judgement {
  readonly policy: Policy;
  readonly complete: boolean;
  readonly findings: readonly Finding[];
  readonly sealed?: Sealed | undefined;
  readonly listed?: Listed | undefined;
  readonly identity?: Verdict['identity'];
}

export const decideVerdict = ({
  policy,
  complete,
  findings,
  sealed,
  listed,
  identity,
}: Judgement): Verdict => {
  const consistent =
    findings.some(({ result, demanded }) => demanded && result === 'proved') && !findings.some(refuses);
  const count = (result: Finding['result']): number =>
    findings.filter((finding) => finding.result === result).length;
  const { colophon } = sealed ?? {};
  const signer = identity ?? colophon?.identity;
  return {
    verified: policy.mode === 'release' && consistent,
    ...(policy.mode === 'rehearsal' ? { rehearsal: consistent ? 'consistent' : 'inconsistent' } : {}),
    scope: complete ? 'complete' : 'present',
    ...(colophon === undefined
      ? {}
      : { release: { repository: colophon.repository.name, tag: colophon.tag, commit: colophon.commit } }),
    ...(signer === undefined ? {} : { identity: signer }),
    findings:
      policy.mode === 'rehearsal'
        ? findings.map((finding) => ({ ...finding, rehearsed: true as const }))
        : findings,
    summary: {
      proved: count('proved'),
      refuted: count('refuted'),
      absent: count('absent'),
      info: count('info'),
    },
    ...(colophon === undefined || listed === undefined
      ? {}
      : { assets: { listed: colophon.assets.length, present: listed.here.length } }),
  };
};

/** The verdict about a rehearsal that is shown as a release, before anything else is asked. */
export const rehearsalRefused = (subject: string): Verdict => ({
  verified: false,
  scope: 'present',
  findings: [
    findingsOf('rehearsal').refuted(
      subject,
      'REHEARSAL_NOT_RELEASE',
      'this is a rehearsal, and a rehearsal is no release',
      {
        remedy: 'say --rehearsal to see whether it is consistent',
      },
    ),
  ],
  summary: { proved: 0, refuted: 1, absent: 0, info: 0 },
});
