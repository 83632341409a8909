// `colophon doctor`: the state of tools, credentials and registries, before a release meets them.
import { Failure } from '../../../domain/failure.ts';
import type { BuilderChoices } from '../../../domain/builder-choice.ts';
import type { Platform } from '../../../domain/platform.ts';
import type { Settings } from '../../../domain/settings.ts';
import { neutral } from '../../../formats/neutral.ts';
import type { Answer, Invocation } from '../../command.ts';
import { isRegistryPlace, parseRegistryPlace, type RegistryPlace } from '../../registry-target.ts';
import { examineRegistry, type RegistryState } from './registry.ts';
import { examineTools, type ToolState } from './tools.ts';
import { prepared } from '../prepare/prepare.ts';

export interface DoctorOptions {
  /** Registries that are asked without encryption, beside those on this machine. */
  readonly plainHttp?: readonly string[];
}

interface Wanted {
  readonly places: readonly RegistryPlace[];
  readonly plainHttp: readonly string[];
  readonly choices: BuilderChoices;
  readonly platforms: readonly Platform[];
}

/**
 * The command: the registries that are named, else those that the configuration here releases to. Exit 0 when all could
 * be asked, 3 when a registry could not, 2 for a target that is none.
 */
export const doctor = async (
  targets: readonly string[],
  options: DoctorOptions,
  invocation: Invocation,
): Promise<Answer> => {
  const named = targets.map(readTarget);
  const configured = await configuredHere(invocation);
  const places = named.length > 0 ? named : configured.places;
  const plainHttp = [...configured.plainHttp, ...(options.plainHttp ?? [])];
  const tools = await examineTools(configured, invocation);
  const registries: RegistryState[] = [];
  for (const place of places) registries.push(await examineRegistry(place, plainHttp, invocation));
  const failures = registries.flatMap((one) => one.failures);
  const [first] = failures;
  return {
    exit: first === undefined ? 0 : first.exit,
    document: {
      kind: 'colophon.doctor',
      ...(first === undefined ? {} : { error: errorOf(first) }),
      tools,
      registries: registries.map(({ failures: unknown, ...state }) => ({
        ...state,
        unknown: unknown.map(errorOf),
      })),
    },
    text: render(tools, registries),
  };
};

const readTarget = (text: string): RegistryPlace => {
  if (isRegistryPlace(text)) return parseRegistryPlace(text);
  throw new Failure('USAGE', `${text} names nothing in a registry.`, {
    remedy: 'Say oci://HOST/PATH, with :TAG or @sha256:… to look at one image as well.',
  });
};

/** Where the configuration here releases to, one repository a registry; nothing where there is none. */
const configuredHere = async (invocation: Invocation): Promise<Wanted> => {
  try {
    return await prepared(undefined, 'rehearsal', {}, invocation, async ({ settings }) => wantedOf(settings));
  } catch (error) {
    if (error instanceof Failure && NOTHING_HERE.has(error.code))
      return { places: [], plainHttp: [], choices: {}, platforms: [] };
    throw error;
  }
};

const NOTHING_HERE: ReadonlySet<string> = new Set<Failure['code']>([
  'NOT_A_GIT_REPOSITORY',
  'CONFIG_MISSING',
  'REF_UNKNOWN',
]);

const wantedOf = ({ build, gate: { targets } }: Settings): Wanted => {
  const { images, charts, mirrors, plainHttp = [] } = targets;
  const repositories = [
    ...images.map(({ repository }) => repository),
    ...charts.flatMap(({ push }) => (push === undefined ? [] : [push])),
    ...mirrors.map(({ to }) => `${to}/${images[0]?.id ?? 'charts'}`),
  ];
  const byHost = new Map(repositories.toReversed().map((one) => [one.slice(0, one.indexOf('/')), one]));
  const platforms = build.images.flatMap((rule) => (rule.kind === 'dockerfile' ? rule.platforms : []));
  return {
    places: [...byHost.values()].toReversed().map((repository) => ({ repository })),
    plainHttp,
    choices: build.builders,
    platforms,
  };
};

const errorOf = ({ code, message, remedy }: Failure): object => ({ code, message, remedy });

const render = (tools: readonly ToolState[], registries: readonly RegistryState[]): string =>
  ['', ...tools.map(toolLine), ...registries.flatMap(registryLines), ''].join('\n');

const toolLine = ({ name, version, missing }: ToolState): string =>
  version === undefined
    ? `  · ${name.padEnd(LABEL)} ${neutral(missing ?? '')}`
    : `  ✓ ${name.padEnd(LABEL)} ${neutral(version)}`;

const LABEL = 22;

const registryLines = (state: RegistryState): readonly string[] => {
  const { repository, origin, product, credential, demands, referrers, tags, manifest, blobs } = state;
  const known: readonly (readonly [string, string | undefined])[] = [
    ['product', product],
    ['demands', demands === undefined ? undefined : DEMANDS[demands]],
    ['credential', credential === 'none' ? 'none is kept for this host' : `a ${credential} is kept`],
    ['what is attached', referrers === undefined ? undefined : REFERRERS[referrers]],
    ['tags', tags === undefined || tags === 'none' ? undefined : `listed ${TAGS[tags]}`],
    ['named', manifest === undefined ? undefined : (manifest ?? 'nothing')],
    ['blobs come from', blobs],
  ];
  return [
    '',
    `  ${neutral(repository)} at ${neutral(origin)}`,
    ...known.flatMap(([label, text]) =>
      text === undefined ? [] : [`    ✓ ${label.padEnd(LABEL - 2)} ${neutral(text)}`],
    ),
    ...state.warnings.map((text) => `    · ${neutral(text)}`),
    ...state.failures.flatMap(({ code, message, remedy }) => [
      `    ✗ ${code}`,
      `        ${neutral(message)}`,
      `        ${neutral(remedy)}`,
    ]),
  ];
};

const DEMANDS = {
  nothing: 'nothing of those who read',
  basic: 'a name and a password',
  bearer: 'a token, which it gives to anyone who may have it',
  other: 'something that is not spoken here',
} as const;
const REFERRERS = { api: 'listed by the registry itself', tag: 'listed under tags sha256-…' } as const;
const TAGS = { pages: 'in pages', whole: 'in one page' } as const;
