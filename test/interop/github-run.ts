// The run that the kit's tokens speak of: a tag push on github.com, released by the usual workflow.
import type { Identity, WorkflowRun } from '../../src/domain/identity.ts';

export const WORKFLOW = '.github/workflows/release.yml';
export const OWNER_ID = '4242';
export const REPOSITORY_ID = '424242';

/** What is tagged where; what the kit's issuer says in a token for it. */
export interface TagPush {
  /** `owner/name` */
  readonly repository: string;
  readonly tag: string;
  /** 40 hexadecimal digits. */
  readonly commit: string;
}

/** The run as a certificate for such a token describes it. */
export const githubRun = ({ repository, tag, commit }: TagPush): WorkflowRun => {
  const github = `https://github.com/${repository}`;
  const workflow = `${github}/${WORKFLOW}@refs/tags/${tag}`;
  return {
    issuer: 'https://token.actions.githubusercontent.com',
    buildSignerUri: workflow,
    buildSignerDigest: commit,
    runnerEnvironment: 'github-hosted',
    sourceRepositoryUri: github,
    sourceDigest: commit,
    sourceRef: `refs/tags/${tag}`,
    sourceRepositoryId: REPOSITORY_ID,
    sourceRepositoryOwnerUri: `https://github.com/${repository.split('/')[0] ?? ''}`,
    sourceRepositoryOwnerId: OWNER_ID,
    buildConfigUri: workflow,
    buildConfigDigest: commit,
    buildTrigger: 'push',
    runInvocationUri: `${github}/actions/runs/1234567890/attempts/1`,
    visibility: 'public',
  };
};

/** Claims over the defaults of the kit's tokens. */
export const claimsOf = ({ repository, tag, commit }: TagPush): object => ({
  repository,
  ref: `refs/tags/${tag}`,
  sha: commit,
});

export const identityOf = ({ buildSignerUri, issuer }: WorkflowRun): Identity => ({
  san: buildSignerUri,
  issuer,
});
