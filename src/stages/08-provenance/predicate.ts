// The SLSA v1 predicate, field by field as `docs/build-types/release-v1.md` says and as GitHub fills the shared ones.
import { hexOf } from '../../domain/digest.ts';
import type { WorkflowRun } from '../../domain/identity.ts';
import type { UsedBase } from '../../domain/image.ts';
import type { BuildOutcome, BuiltImage, DockerfileBuild } from '../../domain/outcome/build.ts';
import type { Outcomes } from '../../domain/outcome/index.ts';
import { formatPlatform, type Platform } from '../../domain/platform.ts';
import {
  BUILD_TYPE,
  type DockerfileParameters,
  type Provenance,
  type ResourceDescriptor,
} from '../../domain/provenance.ts';
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
      colophon: { caches: build.caches, layerCache: 'none', ...dockerfiles(build, image) },
    },
    resolvedDependencies: [
      source(targets.repository, facts),
      ...tools([...toolsOf(build, image), ...(packaged.tools ?? [])]),
      ...takenIn(build),
      ...bases(build, image),
      ...dockerfileBases(build, image),
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

/** Who built another image has no part in this one, nor in the files. */
const toolsOf = ({ tools: all, images }: BuildOutcome, image: string | undefined): readonly Tool[] => {
  const builders = (of: (built: BuiltImage) => boolean): ReadonlySet<string> =>
    new Set(images.filter(of).flatMap(({ dockerfile }) => (dockerfile ? [nameOf(dockerfile.builder)] : [])));
  const [ours, every] = [builders((built) => built.image === image), builders(() => true)];
  return all.filter((tool) => !every.has(nameOf(tool)) || ours.has(nameOf(tool)));
};

const nameOf = ({ name, version }: Tool): string => `${name} ${version}`;

const dockerfiles = (
  { images }: BuildOutcome,
  image: string | undefined,
): { readonly dockerfiles?: readonly DockerfileParameters[] } => {
  const built = images.flatMap((one) =>
    one.image === image && one.dockerfile !== undefined ? [parametersOf(one, one.dockerfile)] : [],
  );
  return built.length === 0 ? {} : { dockerfiles: built };
};

const parametersOf = (
  { manifest: { platform } }: BuiltImage,
  { builder, file, context, target, args, substitutes, unpinned, emulated }: DockerfileBuild,
): DockerfileParameters => ({
  platform: formatPlatform(platform),
  builder: nameOf(builder),
  file,
  context,
  ...(target === undefined ? {} : { target }),
  args,
  substitutes: Object.fromEntries(substitutes.map(({ from, base }) => [from, base.name])),
  ...(unpinned.length === 0 ? {} : { unpinned }),
  ...(emulated === undefined ? {} : { emulated }),
});

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
    .flatMap(({ base, manifest: { platform } }) => (base === undefined ? [] : [resourceOf(base, platform)]));

// What its Dockerfile takes from by digest, and what was taken in the place of something: the note says of what.
const dockerfileBases = (
  { images }: BuildOutcome,
  image: string | undefined,
): readonly ResourceDescriptor[] =>
  images
    .filter((built) => built.image === image)
    .flatMap(({ dockerfile, manifest: { platform } }) => [
      ...(dockerfile?.bases ?? []).map((base) => resourceOf(base, platform)),
      ...(dockerfile?.substitutes ?? []).map(({ from, base }) => {
        const { annotations, ...resource } = resourceOf(base, platform);
        return { ...resource, annotations: { ...annotations, substituteFor: from } };
      }),
    ]);

const resourceOf = (base: UsedBase, platform: Platform): ResourceDescriptor => {
  const [reference = '', digest] = base.name.split('@');
  const repository = withoutTag(reference);
  const named = digest !== undefined && isRepository(repository);
  return {
    ...(named ? { uri: ociPurl(repository, base.digest, { arch: platform.architecture }) } : {}),
    name: base.name,
    digest: { sha256: hexOf(base.digest) },
    annotations: { platform: formatPlatform(platform) },
  };
};

/** A tag before a digest is for people's eyes. */
const withoutTag = (reference: string): string => reference.replace(/:[A-Za-z0-9_][A-Za-z0-9._-]*$/, '');
