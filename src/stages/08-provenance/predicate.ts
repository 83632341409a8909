// The SLSA v1 predicate, field by field as `docs/build-types/release-v1.md` says and as GitHub fills the shared ones.
import { hexOf } from '../../domain/digest.ts';
import type { WorkflowRun } from '../../domain/identity.ts';
import type { BuildOutcome } from '../../domain/outcome/build.ts';
import type { Outcomes } from '../../domain/outcome/index.ts';
import { formatPlatform } from '../../domain/platform.ts';
import { BUILD_TYPE, type Provenance, type ResourceDescriptor } from '../../domain/provenance.ts';
import { type ReleaseFacts, releaseFileName } from '../../domain/release.ts';
import type { ProvenanceSettings } from '../../domain/settings.ts';
import type { Tool } from '../../domain/tool.ts';
import { isRepository } from '../../formats/oci/place.ts';
import { ociPurl } from '../../formats/purl.ts';

/** What a workflow run did to make a release, or with `image` one image of it. Holds no time. */
export const predicateOf = (
  run: WorkflowRun,
  { build, package: packaged }: Pick<Outcomes, 'build' | 'package'>,
  facts: ReleaseFacts,
  { configuration, targets }: ProvenanceSettings,
  image?: string,
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
      // No builder of images that we have takes layers of an earlier build.
      colophon: { caches: build.caches, layerCache: 'none' },
    },
    resolvedDependencies: [
      source(targets.repository, facts),
      ...tools([...build.tools, ...(packaged.tools ?? [])]),
      ...takenIn(build),
      ...bases(build, image),
    ],
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

const tools = (used: readonly Tool[]): readonly ResourceDescriptor[] => {
  const all = new Map(
    used.map(({ name, version }) => [`pkg:generic/${name}@${encodeURIComponent(version)}`, name]),
  );
  return [...all].map(([uri, name]) => ({ uri, name }));
};

const takenIn = ({ files }: BuildOutcome): readonly ResourceDescriptor[] =>
  files
    .filter(({ origin }) => origin === 'prebuilt')
    .map(({ path, content }) => ({
      name: path,
      digest: { sha256: hexOf(content.digest) },
      annotations: { origin: 'prebuilt' },
    }));

// The manifest that each platform was made upon; a package URL where the configuration names a repository by digest.
const bases = ({ images }: BuildOutcome, image: string | undefined): readonly ResourceDescriptor[] =>
  images
    .filter((built) => built.image === image)
    .flatMap(({ base, manifest }) => {
      if (base === undefined) return [];
      const [repository = '', digest] = base.name.split('@');
      const named = digest !== undefined && isRepository(repository);
      return {
        ...(named ? { uri: ociPurl(repository, base.digest, { arch: manifest.platform.architecture }) } : {}),
        name: base.name,
        digest: { sha256: hexOf(base.digest) },
        annotations: { platform: formatPlatform(manifest.platform) },
      };
    });
