// SLSA provenance v1, read (slsa.dev/spec/v1.2/build-provenance): what we compare, strictly; unknown fields are let be.
import {
  BUILD_TYPE,
  type DockerfileParameters,
  type Provenance,
  type ResourceDescriptor,
} from '../domain/provenance.ts';
import { FormatError } from './format-error.ts';
import { exactly, type Fields, filled, list, matching, maybe, object, one, text } from './strict.ts';

/** What every provenance of a GitHub workflow says, whoever made it (the shared fields). */
export interface SharedProvenance {
  readonly buildType: string;
  readonly workflow: { readonly ref: string; readonly repository: string; readonly path: string };
  readonly github: Provenance['buildDefinition']['internalParameters']['github'] | undefined;
  readonly resolvedDependencies: readonly ResourceDescriptor[];
  readonly builderId: string;
  readonly invocationId: string | undefined;
  /** What our own build type adds; `undefined` for others. */
  readonly ours:
    | {
        readonly tag: string;
        readonly colophon: string;
        readonly configuration: string;
        /** Whether compilers found what earlier builds had left; absent where it is not said. */
        readonly caches?: 'empty' | 'kept';
        /** Of an image from a Dockerfile: one a platform. */
        readonly dockerfiles?: readonly ReadDockerfile[];
      }
    | undefined;
}

/** What is told of how one platform of an image was built. */
export type ReadDockerfile = Pick<DockerfileParameters, 'platform' | 'substitutes'> & {
  readonly unpinned: readonly string[];
  readonly emulated: boolean;
};

/** Throws `FormatError` for a predicate whose compared fields are missing or of another type. */
export const parseProvenance = (predicate: Fields): SharedProvenance => {
  const definition = object(predicate['buildDefinition'], 'buildDefinition');
  const details = object(predicate['runDetails'], 'runDetails');
  const buildType = filled(definition['buildType'], 'buildDefinition.buildType');
  const at = 'buildDefinition.externalParameters';
  const external = object(definition['externalParameters'], at);
  const workflow = exactly(external['workflow'], `${at}.workflow`, ['ref', 'repository', 'path']);
  const internal = maybe(definition, 'internalParameters', 'buildDefinition', object);
  const metadata = maybe(details, 'metadata', 'runDetails', object);
  return {
    buildType,
    workflow: {
      ref: filled(workflow['ref'], `${at}.workflow.ref`),
      repository: filled(workflow['repository'], `${at}.workflow.repository`),
      path: filled(workflow['path'], `${at}.workflow.path`),
    },
    github: internal === undefined ? undefined : maybe(internal, 'github', 'internalParameters', github),
    resolvedDependencies: list(definition['resolvedDependencies'], 'resolvedDependencies', dependency),
    builderId: filled(object(details['builder'], 'runDetails.builder')['id'], 'runDetails.builder.id'),
    invocationId:
      metadata === undefined ? undefined : maybe(metadata, 'invocationId', 'runDetails.metadata', filled),
    ours: buildType === BUILD_TYPE ? { ...ours(external, at), ...cachesOf(internal) } : undefined,
  };
};

const ours = (external: Fields, at: string): NonNullable<SharedProvenance['ours']> => {
  exactly(external, at, ['workflow', 'tag', 'colophon', 'configuration']);
  const configuration = exactly(external['configuration'], `${at}.configuration`, ['sha256']);
  return {
    tag: filled(external['tag'], `${at}.tag`),
    colophon: filled(external['colophon'], `${at}.colophon`),
    configuration: matching(
      configuration['sha256'],
      `${at}.configuration.sha256`,
      /^[0-9a-f]{64}$/,
      'SHA-256',
    ),
  };
};

const cachesOf = (
  internal: Fields | undefined,
): Pick<NonNullable<SharedProvenance['ours']>, 'caches' | 'dockerfiles'> => {
  const at = 'internalParameters.colophon';
  const said = internal === undefined ? undefined : maybe(internal, 'colophon', 'internalParameters', object);
  if (said === undefined) return {};
  exactly(said, at, ['caches', 'layerCache'], ['dockerfiles']);
  const dockerfiles = maybe(said, 'dockerfiles', at, (value, place) => list(value, place, dockerfile, 1024));
  one(said['layerCache'], `${at}.layerCache`, ['none']);
  return {
    caches: one(said['caches'], `${at}.caches`, ['empty', 'kept'] as const),
    ...(dockerfiles === undefined ? {} : { dockerfiles }),
  };
};

// What is not told is let be, as elsewhere in a predicate.
const dockerfile = (value: unknown, at: string): ReadDockerfile => {
  const fields = object(value, at);
  const emulated = maybe(fields, 'emulated', at, (said, place) => {
    if (said !== true) throw new FormatError('it is not true', place);
    return true;
  });
  return {
    platform: filled(fields['platform'], `${at}.platform`),
    substitutes: maybe(fields, 'substitutes', at, texts) ?? {},
    unpinned: maybe(fields, 'unpinned', at, (names, place) => list(names, place, filled, 1024)) ?? [],
    emulated: emulated ?? false,
  };
};

const github = (value: unknown, at: string): NonNullable<SharedProvenance['github']> => {
  const fields = object(value, at);
  return {
    event_name: filled(fields['event_name'], `${at}.event_name`),
    repository_id: filled(fields['repository_id'], `${at}.repository_id`),
    repository_owner_id: filled(fields['repository_owner_id'], `${at}.repository_owner_id`),
    runner_environment: filled(fields['runner_environment'], `${at}.runner_environment`),
  };
};

const dependency = (value: unknown, at: string): ResourceDescriptor => {
  const fields = object(value, at);
  const uri = maybe(fields, 'uri', at, text);
  const name = maybe(fields, 'name', at, text);
  const digests = maybe(fields, 'digest', at, texts);
  if (uri === undefined && name === undefined && digests === undefined)
    throw new FormatError('it names nothing', at);
  return {
    ...(uri === undefined ? {} : { uri }),
    ...(name === undefined ? {} : { name }),
    ...(digests === undefined ? {} : { digest: digests }),
  };
};

const texts = (value: unknown, at: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(object(value, at)).map(([key, said]) => [key, text(said, `${at}.${key}`)]),
  );
