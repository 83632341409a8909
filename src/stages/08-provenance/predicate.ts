// The SLSA v1 predicate, field by field as `docs/build-types/release-v1.md` says and as GitHub fills the shared ones.
import { hexOf } from '../../domain/digest.ts';
import type { WorkflowRun } from '../../domain/identity.ts';
import type { BuildOutcome } from '../../domain/outcome/build.ts';
import { BUILD_TYPE, type Provenance, type ResourceDescriptor } from '../../domain/provenance.ts';
import { type ReleaseFacts, releaseFileName } from '../../domain/release.ts';
import type { ProvenanceSettings } from '../../domain/settings.ts';

/** What a workflow run did to make a release. Holds no time. */
export const predicateOf = (
  run: WorkflowRun,
  build: BuildOutcome,
  facts: ReleaseFacts,
  { configuration, targets }: ProvenanceSettings,
): Provenance => ({
  buildDefinition: {
    buildType: BUILD_TYPE,
    externalParameters: {
      workflow: { ref: run.sourceRef, repository: run.sourceRepositoryUri, path: workflowPath(run) },
      tag: facts.tag,
      colophon: releaseFileName(facts, '.colophon.json'),
      configuration: { sha256: configuration },
    },
    internalParameters: {
      github: {
        event_name: run.buildTrigger,
        repository_id: run.sourceRepositoryId,
        repository_owner_id: run.sourceRepositoryOwnerId,
        runner_environment: run.runnerEnvironment,
      },
    },
    resolvedDependencies: [source(targets.repository, facts), ...tools(build), ...takenIn(build)],
  },
  runDetails: { builder: { id: run.buildSignerUri }, metadata: { invocationId: build.invocationId } },
});

// The certificate's build config URI is `<repository>/<path>@<ref>`; the predicate holds its parts.
const workflowPath = ({ buildConfigUri, sourceRepositoryUri, sourceRef }: WorkflowRun): string =>
  buildConfigUri.slice(sourceRepositoryUri.length + 1, -(sourceRef.length + 1));

const source = (repository: string, { tag, commit }: ReleaseFacts): ResourceDescriptor => ({
  uri: `git+https://github.com/${repository}@refs/tags/${tag}`,
  digest: { gitCommit: commit },
});

const tools = ({ tools: used }: BuildOutcome): readonly ResourceDescriptor[] =>
  used.map(({ name, version }) => ({ uri: `pkg:generic/${name}@${encodeURIComponent(version)}`, name }));

const takenIn = ({ files }: BuildOutcome): readonly ResourceDescriptor[] =>
  files
    .filter(({ origin }) => origin === 'prebuilt')
    .map(({ path, content }) => ({
      name: path,
      digest: { sha256: hexOf(content.digest) },
      annotations: { origin: 'prebuilt' },
    }));
