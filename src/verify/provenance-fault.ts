// A provenance against the certificate that signed it and against what is demanded (Fulcio oid-info.md; SLSA v1).
import { BUILD_TYPE } from '../domain/provenance.ts';
import type { Certificate } from '../formats/certificate.ts';
import type { SharedProvenance } from '../formats/provenance.ts';
import { refOf } from './policy.ts';
import type { Fault } from './signature.ts';

/** What a release is known to be from elsewhere. */
export interface KnownRelease {
  readonly tag?: string;
  readonly commit?: string;
  /** File name of the sealed list. */
  readonly colophon?: string;
}

/** The first thing that does not agree; `undefined` when all does. */
export const provenanceFault = (
  provenance: SharedProvenance,
  { fulcio }: Certificate,
  known: KnownRelease,
): Fault | undefined => releaseFault(provenance, known) ?? certificateFault(provenance, fulcio);

const releaseFault = (
  { buildType, ours, workflow, resolvedDependencies }: SharedProvenance,
  { tag, commit, colophon }: KnownRelease,
): Fault | undefined => {
  if (ours === undefined)
    return { code: 'BUILD_TYPE_WRONG', message: `its build type is ${buildType}, not ${BUILD_TYPE}` };
  if (tag !== undefined && (ours.tag !== tag || workflow.ref !== refOf(tag))) {
    return {
      code: 'PROVENANCE_OF_OTHER_TAG',
      message: `the provenance is of ${ours.tag} at ${workflow.ref}, not of ${tag}`,
    };
  }
  const source = resolvedDependencies[0]?.digest?.['gitCommit'];
  if (commit !== undefined && source !== commit) {
    return {
      code: 'PROVENANCE_OF_OTHER_COMMIT',
      message: `the provenance is of commit ${source ?? 'none'}, not of ${commit}`,
    };
  }
  if (colophon !== undefined && ours.colophon !== colophon) {
    return {
      code: 'PROVENANCE_NAMES_OTHER_COLOPHON',
      message: `the provenance demands the sealed list ${ours.colophon}, not ${colophon}`,
    };
  }
  return undefined;
};

/** The first thing that contradicts the certificate, whoever's build type it is; `undefined` when all agrees. */
export const certificateFault = (
  provenance: SharedProvenance,
  fulcio: Certificate['fulcio'],
): Fault | undefined => {
  const { workflow, github, resolvedDependencies, builderId } = provenance;
  const [source] = resolvedDependencies;
  const pairs: readonly (readonly [string, string | undefined, string | undefined])[] = [
    ['repository', workflow.repository, fulcio.get(12)],
    ['ref', workflow.ref, fulcio.get(14)],
    ['workflow', `${workflow.repository}/${workflow.path}@${workflow.ref}`, fulcio.get(18)],
    ['commit', source?.digest?.['gitCommit'], fulcio.get(13)],
    [
      'source',
      inRepository(source?.uri),
      inRepository(`git+${fulcio.get(12) ?? ''}@${fulcio.get(14) ?? ''}`),
    ],
    ['trigger', github?.event_name, fulcio.get(20)],
    ['number of the repository', github?.repository_id, fulcio.get(15)],
    ['number of the owner', github?.repository_owner_id, fulcio.get(17)],
    ['runner', github?.runner_environment, fulcio.get(11)],
    ['builder', builderId, fulcio.get(9)],
  ];
  const differing = pairs.find(([, said, certified]) => said !== certified);
  if (differing !== undefined) {
    const [what, said, certified] = differing;
    return contradiction(
      `the provenance says ${said ?? 'nothing'} for its ${what}, and the certificate ${certified ?? 'nothing'}`,
    );
  }
  return sameRun(provenance.invocationId, fulcio.get(21))
    ? undefined
    : contradiction(
        `the provenance is of ${provenance.invocationId ?? 'no run'}, and the certificate of ${fulcio.get(21) ?? 'no run'}`,
      );
};

// A rehearsal's certificate has a host of its own before the repository that its provenance truly names (trust.md 3).
const inRepository = (uri: string | undefined): string | undefined =>
  uri?.replace(/^git\+https:\/\/(?:github\.com|rehearsal\.colophon\.invalid)\//, '');

const contradiction = (message: string): Fault => ({ code: 'PROVENANCE_CONTRADICTS_CERTIFICATE', message });

const RUN = /^(.*\/actions\/runs\/[0-9]+)\/attempts\/([0-9]+)$/;

// Built by one attempt of a run, signed perhaps by a later one of the same run (trust.md 7).
const sameRun = (built: string | undefined, signed: string | undefined): boolean => {
  const [, builtRun, builtAttempt] = RUN.exec(built ?? '') ?? [];
  const [, signedRun, signedAttempt] = RUN.exec(signed ?? '') ?? [];
  return builtRun !== undefined && builtRun === signedRun && Number(builtAttempt) <= Number(signedAttempt);
};
