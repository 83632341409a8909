// The rehearsal's workflow run: everything lies under a host that can never be registered (trust.md 3).
import { REHEARSAL_HOST, type Identity, type WorkflowRun } from '../../domain/identity.ts';
import type { Run } from '../../ports/run.ts';

export interface RunOptions {
  /** `owner/name` */
  readonly repository: string;
  readonly repositoryId: string;
  readonly ownerId: string;
  /** `.github/workflows/release.yml` */
  readonly workflow: string;
}

/** The run port of a rehearsal; a pure function of repository, workflow, tag and commit. */
export const createRehearsalRun = (options: RunOptions): Run => ({
  run: (tag, commit) => Promise.resolve(rehearsalRun(options, tag, commit)),
  identity: (tag) => Promise.resolve(rehearsalIdentity(options, tag)),
});

/** What the rehearsal's certificate says about its run. */
export const rehearsalRun = (options: RunOptions, tag: string, commit: string): WorkflowRun => {
  const { san, issuer } = rehearsalIdentity(options, tag);
  const repository = `${HOST}/${options.repository}`;
  return {
    issuer,
    buildSignerUri: san,
    buildSignerDigest: commit,
    runnerEnvironment: 'github-hosted',
    sourceRepositoryUri: repository,
    sourceDigest: commit,
    sourceRef: `refs/tags/${tag}`,
    sourceRepositoryId: options.repositoryId,
    sourceRepositoryOwnerUri: `${HOST}/${options.repository.split('/')[0] ?? ''}`,
    sourceRepositoryOwnerId: options.ownerId,
    buildConfigUri: san,
    buildConfigDigest: commit,
    buildTrigger: 'push',
    // Constant, so that two rehearsals of one commit agree.
    runInvocationUri: `${repository}/actions/runs/1/attempts/1`,
    visibility: 'public',
  };
};

const rehearsalIdentity = (options: RunOptions, tag: string): Identity => ({
  san: `${HOST}/${options.repository}/${options.workflow}@refs/tags/${tag}`,
  issuer: `${HOST}/oidc`,
});

const HOST = `https://${REHEARSAL_HOST}`;
