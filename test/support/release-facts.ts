// Facts of a small imagined release, for tests of stages.
import type { Asset, AssetRole } from '../../src/domain/asset.ts';
import type { WorkflowRun } from '../../src/domain/identity.ts';
import type { ReleaseFacts } from '../../src/domain/release.ts';
import type { Targets } from '../../src/domain/targets.ts';
import type { Store } from '../../src/ports/store.ts';

export const facts: ReleaseFacts = {
  mode: 'rehearsal',
  project: 'widget',
  repository: 'acme/widget',
  tag: 'v1.2.3',
  version: '1.2.3',
  tagged: true,
  commit: 'c0ffee0000000000000000000000000000c0ffee',
  commitTime: '2026-01-02T03:04:05+02:00',
  commitEpoch: 1767315845,
  branch: 'main',
  prerelease: false,
  latest: true,
};

export const targets: Targets = {
  repository: 'acme/widget',
  project: 'widget',
  forge: 'github',
  read: 'public',
  images: [],
  charts: [],
  mirrors: [],
};

const home = 'https://rehearsal.colophon.invalid/acme/widget';

export const workflowRun: WorkflowRun = {
  issuer: 'https://rehearsal.colophon.invalid/oidc',
  buildSignerUri: `${home}/.github/workflows/release.yml@refs/tags/v1.2.3`,
  buildSignerDigest: facts.commit,
  runnerEnvironment: 'github-hosted',
  sourceRepositoryUri: home,
  sourceDigest: facts.commit,
  sourceRef: 'refs/tags/v1.2.3',
  sourceRepositoryId: '1',
  sourceRepositoryOwnerUri: 'https://rehearsal.colophon.invalid/acme',
  sourceRepositoryOwnerId: '2',
  buildConfigUri: `${home}/.github/workflows/release.yml@refs/tags/v1.2.3`,
  buildConfigDigest: facts.commit,
  buildTrigger: 'push',
  runInvocationUri: `${home}/actions/runs/1/attempts/1`,
  visibility: 'public',
};

/** An asset whose bytes are this text. */
export const textAsset = async (
  store: Store,
  name: string,
  role: AssetRole,
  text: string,
): Promise<Asset> => ({
  name,
  role,
  content: await store.write(new TextEncoder().encode(text), 'text/plain'),
});
