// Whether a certificate is of exactly the signer that the policy names (trust.md 2; Fulcio oid-info.md).
import { REHEARSAL_HOST } from '../domain/identity.ts';
import type { Certificate } from '../formats/certificate.ts';
import { hostOf } from '../formats/name-constraints.ts';
import { type Policy, refOf, repositoryBase } from './policy.ts';
import type { Fault } from './signature.ts';

/** The first thing that is not as demanded; `undefined` when all is. */
export const signerFault = (certificate: Certificate, policy: Policy): Fault | undefined => {
  const san = certificate.names[0]?.value ?? '';
  const issuer = issuerOf(certificate);
  const wanted = policy.identity?.issuer ?? policy.issuer;
  if (issuer !== wanted)
    return {
      code: 'ISSUER_MISMATCH',
      message: `the identity was vouched for by ${issuer ?? 'nobody'}, not by ${wanted}`,
    };
  return (
    sanFault(san, policy) ?? rehearsalFault(san, issuer, policy) ?? workflowFault(certificate, san, policy)
  );
};

/** Fulcio writes the issuer twice; that both agree was checked with the certificate. */
export const issuerOf = ({ fulcio }: Certificate): string | undefined => fulcio.get(8) ?? fulcio.get(1);

const sanFault = (san: string, { identity, mode, repository, tag, workflow }: Policy): Fault | undefined => {
  if (identity !== undefined) {
    if (san === identity.san) return undefined;
    const sameBut = beforeRef(san) === beforeRef(identity.san) && beforeRef(san) !== san;
    return sameBut
      ? {
          code: 'TAG_MISMATCH',
          message: `it was signed for ${afterRef(san)}, not for ${afterRef(identity.san)}`,
        }
      : { code: 'IDENTITY_MISMATCH', message: `it was signed by ${san}, not by ${identity.san}` };
  }
  const prefix = `${repositoryBase(mode)}${repository ?? ''}/`;
  if (repository === undefined || !san.startsWith(prefix) || !WORKFLOW.test(san.slice(prefix.length))) {
    return {
      code: 'IDENTITY_MISMATCH',
      message: `it was signed by ${san}, which is no workflow of ${repository ?? 'a named repository'}`,
    };
  }
  if (workflow !== undefined && beforeRef(san) !== `${prefix}${workflow}`) {
    return { code: 'IDENTITY_MISMATCH', message: `it was signed by ${san}, not by ${workflow}` };
  }
  const ref = afterRef(san);
  if (!ref.startsWith(refOf('')))
    return { code: 'IDENTITY_MISMATCH', message: `it was signed by ${san}, which ran for no tag` };
  if (tag !== undefined && ref !== refOf(tag))
    return { code: 'TAG_MISMATCH', message: `it was signed for ${ref}, not for ${refOf(tag)}` };
  return undefined;
};

// GitHub runs no workflow from anywhere else.
const WORKFLOW = /^\.github\/workflows\/[^/@?#]+\.ya?ml@[^?#]+$/;

// A rehearsal's names lie under exactly its host; a release's never do.
const rehearsalFault = (san: string, issuer: string | undefined, { mode }: Policy): Fault | undefined => {
  const rehearsed = [san, issuer ?? ''].map((uri) => hostOf(uri) === REHEARSAL_HOST);
  if (mode === 'rehearsal') {
    return rehearsed.every(Boolean)
      ? undefined
      : { code: 'IDENTITY_MISMATCH', message: `${san} is no identity of a rehearsal` };
  }
  return rehearsed.some(Boolean)
    ? { code: 'REHEARSAL_NOT_RELEASE', message: 'it was signed in a rehearsal' }
    : undefined;
};

/** What a GitHub workflow's certificate says beside its name. */
const workflowFault = ({ fulcio }: Certificate, san: string, policy: Policy): Fault | undefined => {
  const { identity, repository, tag, commit, repositoryId, workflow, trigger, runner, mode } = policy;
  const named = [repository, repositoryId, tag, commit, workflow].some((wanted) => wanted !== undefined);
  const ofWorkflow = fulcio.get(9) !== undefined || repository !== undefined;
  // A certificate of another kind of signer has none of them; that is enough where nothing but the name is demanded.
  if (!ofWorkflow && !named) return undefined;
  if (ofWorkflow && fulcio.get(9) !== san)
    return { code: 'CERTIFICATE_CONTRADICTS_ITSELF', message: 'the certificate names two different signers' };
  const demanded: readonly (readonly [Fault['code'], number, string | undefined, string])[] = [
    [
      'REPOSITORY_MISMATCH',
      12,
      repository === undefined ? undefined : `${repositoryBase(mode)}${repository}`,
      'it was made from',
    ],
    ['REPOSITORY_REREGISTERED', 15, repositoryId, 'its repository has the number'],
    ['TAG_MISMATCH', 14, tag === undefined ? undefined : refOf(tag), 'it was made for'],
    ['COMMIT_MISMATCH', 13, commit, 'it was made from commit'],
    ['TRIGGER_MISMATCH', 20, trigger, 'its workflow was triggered by'],
    ['RUNNER_MISMATCH', 11, runner, 'its workflow ran on a runner that is'],
  ];
  for (const [code, number, wanted, what] of demanded) {
    const found = fulcio.get(number);
    if (wanted !== undefined && found !== wanted)
      return { code, message: `${what} ${found ?? 'nothing'}, not ${wanted}` };
  }
  // Without an exact name the name itself was held to the workflow; an exact one may be that of a shared workflow.
  if (identity === undefined || workflow === undefined) return undefined;
  const started = fulcio.get(18) ?? 'nothing';
  return beforeRef(started) === `${repositoryBase(mode)}${repository ?? ''}/${workflow}`
    ? undefined
    : { code: 'IDENTITY_MISMATCH', message: `its run was started by ${started}, not by ${workflow}` };
};

const beforeRef = (san: string): string => san.split('@', 1)[0] ?? san;
const afterRef = (san: string): string => san.slice(beforeRef(san).length + 1);
