// From a configuration to the settings of each stage, and where the release goes (docs/configuration.md).
import type { Digest } from '../../domain/digest.ts';
import { hexOf } from '../../domain/digest.ts';
import { Failure } from '../../domain/failure.ts';
import type { Asked, SbomBuilder, Settings } from '../../domain/settings.ts';
import type { Targets } from '../../domain/targets.ts';
import type { Builder } from '../../domain/builder.ts';
import { neutral } from '../neutral.ts';
import type { Configuration } from './configuration.ts';
import {
  chartRulesOf,
  chartTargetsOf,
  emulatedOf,
  imageBuildersOf,
  imageRulesOf,
  imageTargetsOf,
  manifestRulesOf,
  mirrorsOf,
} from './derive-content.ts';
import { aliasesOf, archiveRulesOf, buildersOf, environmentOf, fileRulesOf } from './derive.ts';

export interface Circumstances {
  readonly asked: Asked;
  /** `owner/name` of an origin on the forge's host; never a local path. */
  readonly origin?: string | undefined;
  /** What `GITHUB_REPOSITORY` says. */
  readonly environmentRepository?: string | undefined;
  /** The changelog found in the commit's tree, read for the notes unless the configuration names one. */
  readonly changelog?: string | undefined;
}

/** The changelog that is looked for in the root of the repository when `notes.from` names none. */
export const CHANGELOG = 'CHANGELOG.md';

const DEFAULT_LIST = { asset: '{project}_{tag}_checksums.txt', of: ['*'] };

/**
 * What each stage is given, and the digest of the configuration. Fails with `CONFIG_INVALID` when nobody says
 * which repository this is, or two that say so disagree.
 */
export const settingsOf = (
  configuration: Configuration,
  circumstances: Circumstances,
): { readonly settings: Settings; readonly digest: Digest } => {
  const { shape, digest } = configuration;
  const targets = targetsOf(configuration, circumstances);
  const builders = buildersOf(shape);
  const from = shape.notes?.from ?? circumstances.changelog;
  const lists = (shape.checksum?.lists ?? [DEFAULT_LIST]).map(({ asset, of = ['*'] }) => ({ asset, of }));
  const plain = { targets };
  const settings: Settings = {
    gate: {
      asked: circumstances.asked,
      tag: configuration.tagPattern,
      branches: typeof shape.gate?.branch === 'string' ? [shape.gate.branch] : (shape.gate?.branch ?? []),
      approvals: shape.gate?.approvals ?? 1,
      checks: checksOf(shape.gate?.checks),
      ...(shape.notes?.from === undefined ? {} : { changelog: shape.notes.from }),
      latest: shape.publish?.latest ?? 'auto',
      targets,
    },
    build: {
      env: environmentOf(shape),
      files: builders,
      images: imageRulesOf(shape),
      builders: imageBuildersOf(shape),
      emulate: emulatedOf(shape),
      targets,
    },
    assemble: plain,
    package: {
      aliases: aliasesOf(shape),
      files: fileRulesOf(shape),
      archives: archiveRulesOf(shape),
      manifests: manifestRulesOf(shape),
      charts: chartRulesOf(shape),
      targets,
    },
    sbom: { asset: shape.sbom?.asset ?? '{asset}.spdx.json', builders: builders.map(sbomBuilder), targets },
    notes: {
      ...(from === undefined ? {} : { from }),
      sections: shape.notes?.sections ?? ['Security', 'Upgrade'],
      checksums: lists.map(({ asset }) => asset),
      targets,
    },
    checksum: { lists, beside: shape.checksum?.beside ?? [], targets },
    provenance: { configuration: hexOf(digest), targets },
    sign: {
      beside: shape.sign?.beside ?? [],
      ...(shape.sign?.signingConfig === undefined ? {} : { signingConfig: shape.sign.signingConfig }),
      ...(shape.sign?.trustedRoot === undefined ? {} : { trustedRoot: shape.sign.trustedRoot }),
      targets,
    },
    push: plain,
    mirror: plain,
    draft: { title: shape.draft?.title ?? '{tag}', targets },
    prove: plain,
    seal: plain,
    publish: plain,
    confirm: plain,
  };
  return { settings, digest };
};

const checksOf = (checks: string | readonly string[] | undefined): 'all' | readonly string[] => {
  if (checks === undefined || checks === 'all') return 'all';
  return typeof checks === 'string' ? [checks] : checks;
};

const taggedOf = (tagged: boolean | readonly string[] = false): Pick<Targets, 'tagEveryManifest'> => {
  if (tagged === false) return {};
  return { tagEveryManifest: tagged === true ? 'all' : tagged };
};

const sbomBuilder = (builder: Builder): SbomBuilder => ({
  id: builder.id,
  kind: builder.kind,
  ...(builder.kind === 'node' ? { dir: builder.dir } : {}),
  inputs: builder.inputs.map(({ from }) => from),
});

const targetsOf = (configuration: Configuration, circumstances: Circumstances): Targets => {
  const { shape } = configuration;
  const repository = repositoryOf(configuration, circumstances);
  const project = shape.project ?? repository.slice(repository.indexOf('/') + 1);
  if (!/^[A-Za-z0-9][A-Za-z0-9._+-]*$/.test(project)) {
    throw refused(configuration, 'project', `${project} cannot begin the names of files`, 'name a `project`');
  }
  return {
    repository,
    project,
    forge: shape.publish?.forge ?? 'github',
    read: shape.publish?.read ?? 'public',
    ...(shape.push?.plainHttp === undefined ? {} : { plainHttp: shape.push.plainHttp }),
    ...taggedOf(shape.publish?.['tag-every-manifest']),
    images: imageTargetsOf(shape),
    charts: chartTargetsOf(shape),
    mirrors: mirrorsOf(shape),
  };
};

const SLUG = /^[A-Za-z0-9][A-Za-z0-9-]{0,38}\/[A-Za-z0-9_.-]{1,100}$/;

const repositoryOf = (
  configuration: Configuration,
  { origin, environmentRepository }: Circumstances,
): string => {
  const said = [
    { who: 'the configuration', repository: configuration.shape.repository },
    {
      who: 'GITHUB_REPOSITORY',
      repository: environmentRepository === '' ? undefined : environmentRepository,
    },
    { who: 'the origin of the clone', repository: origin },
  ].flatMap(({ who, repository }) => (repository === undefined ? [] : [{ who, repository }]));
  const [first] = said;
  if (first === undefined) {
    throw refused(
      configuration,
      'repository',
      'nobody says which repository this is: there is no `repository`, no GITHUB_REPOSITORY, and no origin on the forge',
      'write `repository: owner/name` into the configuration',
    );
  }
  const strange = said.find(({ repository }) => !SLUG.test(repository));
  if (strange !== undefined) {
    const message = `${strange.who} says ${JSON.stringify(neutral(strange.repository))}, which is no \`owner/name\``;
    throw refused(
      configuration,
      'repository',
      message,
      'write `repository: owner/name` into the configuration',
    );
  }
  // The forge takes names without regard to case, and so do we.
  const other = said.find(({ repository }) => repository.toLowerCase() !== first.repository.toLowerCase());
  if (other !== undefined) {
    throw refused(
      configuration,
      'repository',
      `${first.who} says ${first.repository}, ${other.who} says ${other.repository}`,
      'make them agree: correct `repository`, or run this in a clone of the repository that is released',
    );
  }
  return first.repository;
};

const refused = ({ locate }: Configuration, key: string, message: string, remedy: string): Failure =>
  new Failure('CONFIG_INVALID', message, { remedy, at: locate([key]) });
